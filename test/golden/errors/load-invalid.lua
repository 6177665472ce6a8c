local formula = "1 + * 2"
local compiled = assert(load("return " .. formula, "=formula"))
print(compiled())
