local euro = 8364
print(string.char(euro))
