local limit <constant> = 10
print(limit)
