local row = { name = "tea", count = "three" }
print(string.format("%s: %d", row.name, row.count))
