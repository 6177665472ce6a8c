local range = { from = 1, to = 5 }
for i = range.start, range.to do
  print(i)
end
