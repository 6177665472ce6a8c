local n = 2
if n == 1 then
  print("one")
elif n == 2 then
  print("two")
end
