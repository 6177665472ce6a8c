local year = 2024
print(#year)
