local words = { "one", "two", "three" }
print(table.conact(words, ", "))
