local name = "Ada"
if name != "" then
  print(name)
end
