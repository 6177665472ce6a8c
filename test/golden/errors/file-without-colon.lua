local out = io.stdout
out.write("hello\n")
