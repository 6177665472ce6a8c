local function find(list, wanted)
  if list[1] == wanted then
    break
  end
end
print(find({}, 1))
