local flags = 7 / 2
print(flags & 1)
