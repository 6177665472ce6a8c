local Account = {}
Account.__index = Account
function Account:deposit(n)
  self.sum = n
end
function Account.new()
  return setmetatable({}, Account)
end
Account.new():deposit(3)
--> setFunctionBreakpoints {"breakpoints":[{"name":"Account:deposit"},{"name":"Account.new"}]}
--> run
--> continue
--> continue
