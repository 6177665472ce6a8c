local function withdraw(balance, amount)
  assert(amount <= balance)
  return balance - amount
end

print(withdraw(10, 25))
