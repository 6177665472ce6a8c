local result = Tool.execute("calculater", { input = "2 + 2" })
print(result.text)
