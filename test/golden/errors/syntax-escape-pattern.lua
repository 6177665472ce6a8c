local digits = ("room 12"):match("\d+")
print(digits)
