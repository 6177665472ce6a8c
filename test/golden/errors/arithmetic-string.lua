local first, last = "Ada", "Lovelace"
print(first + " " + last)
