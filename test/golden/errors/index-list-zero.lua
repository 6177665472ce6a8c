local names = { { text = "ada" }, { text = "alan" } }

for i = 0, #names do
  print(names[i].text)
end
