local result = Tool.execute("calculator", { operation = "evaluate", input = "2 +" })
print(result.text)
