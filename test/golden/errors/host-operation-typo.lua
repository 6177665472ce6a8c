local result = Tool.execute("hash-calculator", { operation = "hsh", input = "hello" })
print(result.hash)
