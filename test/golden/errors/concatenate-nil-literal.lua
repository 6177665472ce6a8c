print("x" .. nil)
