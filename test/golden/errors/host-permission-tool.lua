local result = Tool.execute("file-operations", { operation = "read", path = "/etc/hostname" })
print(result.text)
