local template = "discount: {value}"
print((template:gsub("{value}", "20%")))
