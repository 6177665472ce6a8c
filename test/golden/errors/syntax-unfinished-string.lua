local greeting = "Hello
print(greeting)
