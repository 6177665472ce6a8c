local function tax()
  return 0.19
end

local net = 100
print(net + net * tax)
