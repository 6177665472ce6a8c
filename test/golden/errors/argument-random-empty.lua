local names = {}
local pick = names[math.random(1, #names)]
print(pick)
