local prices = { apple = { cents = 30 }, pear = { cents = 45 } }

for _, fruit in ipairs({ "apple", "paer" }) do
  print(fruit, prices[fruit].cents)
end
