print(string.format("%s and %s", "tea" "milk"))
