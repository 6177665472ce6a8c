local a = { year = 2024 }
local b = { year = 2025 }
print(a < b)
