local names = { "ada", "alan" }
for i = 1, names do
  print(names[i])
end
