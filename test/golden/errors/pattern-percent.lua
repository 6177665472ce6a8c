local text = "100%"
print(text:find("%"))
