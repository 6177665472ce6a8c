local file = io.open("no-such-file.txt")
for line in file:lines() do
  print(line)
end
