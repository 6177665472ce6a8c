Memory.stats()
print("published")
