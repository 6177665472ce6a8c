local s = "abc"
print(s.length())
