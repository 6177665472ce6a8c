local n = 3
local text = n > 2 ? "many" : "few"
print(text)
