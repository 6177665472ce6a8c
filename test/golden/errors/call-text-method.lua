print(("x"):bad())
