local result = Tool.execute("file-operations", { operation = "read", path = "no-such-file.txt" })
print(result.text)
