local line = "[info] started"
print(line:match("[info"))
