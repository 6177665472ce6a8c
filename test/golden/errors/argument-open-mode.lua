local file = io.open("notes.txt", "write")
print(file)
