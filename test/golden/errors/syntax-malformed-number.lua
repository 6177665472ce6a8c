local budget = 1_000_000
print(budget)
