// reads the settings
local settings = {}
print(#settings)
