local t = {"a", "b", "c"}
local n = 5
print(t[n / 2]:upper())
