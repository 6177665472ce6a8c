local mask = "abc"
print(mask | 1)
