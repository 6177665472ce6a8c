local minutes = 125 / 2
print(string.format("%d minutes", minutes))
