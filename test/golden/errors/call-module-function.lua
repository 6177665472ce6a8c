local radius = 2.6
print(floor(radius))
