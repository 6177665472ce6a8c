local text = "hello"
print(string:upper(text))
