local ready = false
if !ready then
  print("wait")
end
