-- Closures, method calls, inheritance and metamethods.
local N = tonumber(arg and arg[1]) or 1900000
print 'begin'
io.flush()

local Account = {}
Account.__index = Account
function Account.new(balance) return setmetatable({ balance = balance }, Account) end
function Account:deposit(n) self.balance = self.balance + n end
function Account:withdraw(n)
  if n <= self.balance then self.balance = self.balance - n end
end

local Savings = setmetatable({}, { __index = Account })
Savings.__index = Savings
function Savings.new(balance, rate)
  local self = Account.new(balance)
  self.rate = rate
  return setmetatable(self, Savings)
end
function Savings:interest() self:deposit(self.balance // self.rate) end

local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Vector) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end

local function counter(step)
  local n = 0
  return function()
    n = n + step
    return n
  end
end

local function map(f, t)
  local r = {}
  for i = 1, #t do r[i] = f(t[i]) end
  return r
end
local function fold(f, acc, t)
  for i = 1, #t do acc = f(acc, t[i]) end
  return acc
end

local account, savings = Account.new(100), Savings.new(1000, 100)
local position, step = setmetatable({ x = 0, y = 0 }, Vector), setmetatable({ x = 1, y = 2 }, Vector)
local next_odd, same = counter(2), 0
for i = 1, N do
  account:deposit(i % 7)
  account:withdraw(i % 5)
  savings:withdraw(i % 11)
  if i % 1000 == 0 then savings:interest() end
  position = position + step
  if position == step then same = same + 1 end
  next_odd()
end

local list = {}
for i = 1, 50 do list[i] = i end
local total = 0
for i = 1, N // 50 do
  local scaled = map(function(v) return v * i end, list)
  total = (total + fold(function(a, b) return a + b end, 0, scaled)) % 1000000007
end
print(('checksum %d %d %d %d %d %d'):format(account.balance, savings.balance, position.y, next_odd(), total, same))
io.flush()
