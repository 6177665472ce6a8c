local range = { start = 1, ["end"] = 10 }
print(range.end)
