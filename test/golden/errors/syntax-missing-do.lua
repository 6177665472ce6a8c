local i = 1
while i < 3
  i = i + 1
end
