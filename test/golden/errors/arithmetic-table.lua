local scores = { 3, 5, 8 }
local average = (3 + 5 + 8) / scores
print(average)
