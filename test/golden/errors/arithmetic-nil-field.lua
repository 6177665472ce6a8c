local cart = {
  { name = "tea", price = 3.5, count = 2 },
  { name = "milk", price = 1.2 },
}

local total = 0
for _, item in ipairs(cart) do
  total = total + item.price * item.count
end
print(total)
