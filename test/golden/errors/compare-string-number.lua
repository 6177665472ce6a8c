local answer = "42"
if answer > 10 then
  print("large")
end
