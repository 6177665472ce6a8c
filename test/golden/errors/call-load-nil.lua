load("x = ")()
