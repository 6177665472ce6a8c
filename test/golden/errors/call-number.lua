local width, height = 3, 4
local area = width (height)
print(area)
