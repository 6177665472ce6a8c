print(tonumber("ff", 99))
