print(string.rep("-"))
