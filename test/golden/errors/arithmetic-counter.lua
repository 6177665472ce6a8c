local counts = {}
for word in ("the cat and the dog"):gmatch("%a+") do
  counts[word] = counts[word] + 1
end
