local side = 3
print(math.round(side ^ 3 / 2))
