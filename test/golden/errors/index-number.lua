local order = { items = 3, total = 19.99 }

for _, name in ipairs({ "first", "second" }) do
  print(order.items.count, name)
end
