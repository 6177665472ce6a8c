local Account = {}
Account.__index = Account

function Account.new(balance)
  return setmetatable({ balance = balance }, Account)
end

function Account:deposit(amount)
  self.balance = self.balance + amount
  return self.balance
end

local account = Account.new(100)
print(account.deposit(50))
