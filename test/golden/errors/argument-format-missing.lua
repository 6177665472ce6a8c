print(string.format("%s costs %.2f in %s", "tea", 3.5))
