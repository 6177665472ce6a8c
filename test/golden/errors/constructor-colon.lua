local Account = {}
Account.__index = Account
function Account.new(balance)
  return setmetatable({ balance = balance }, Account)
end
local a = Account:new(10)
print(a.balance + 1)
