local limits = { max = 10 }
local count = 3

if count > limits.maximum then
  print("too many")
end
