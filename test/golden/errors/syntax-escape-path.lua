local path = "C:\Users\ada\notes.txt"
print(path)
