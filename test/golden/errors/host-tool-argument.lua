local result = Tool.execute("calculator", { expresion = "2 + 2" })
print(result.text)
