local x = 3
print(math.max(x, 5)
print("done")
