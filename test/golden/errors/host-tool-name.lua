local tools = { "calculator" }
print(Tool.exists(tools))
