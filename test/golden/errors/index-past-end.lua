local items = {"a", "b"}
local i = 3
print(items[i]:upper())
