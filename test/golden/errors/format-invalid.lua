local count = 12
print(string.format("%ld items", count))
