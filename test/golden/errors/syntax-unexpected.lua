local total = 3 + * 4
print(total)
