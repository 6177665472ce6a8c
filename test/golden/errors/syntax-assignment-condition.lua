local status = "open"

if status = "open" then
  print("come in")
end
