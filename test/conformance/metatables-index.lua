-- __index and __newindex: functions, tables, chains, inheritance, raw access, loops.
local checks = 0
local function check(condition, message)
  checks = checks + 1
  if not condition then error(message or 'check failed', 2) end
end
local function eq(got, want)
  checks = checks + 1
  if got ~= want or math.type(got) ~= math.type(want) then
    error(string.format('got %s, want %s', tostring(got), tostring(want)), 2)
  end
end
local function fails(text, f, ...)
  checks = checks + 1
  local ok, err = pcall(f, ...)
  if ok then error('no error, want: ' .. text, 2) end
  if not string.find(tostring(err), text, 1, true) then error('error was: ' .. tostring(err), 2) end
end

local base = { x = 1, y = 2 }
local object = setmetatable({ x = 10 }, { __index = base })
eq(object.x, 10)
eq(object.y, 2)
eq(object.z, nil)
base.z = 3
eq(object.z, 3)
object.y = 20
eq(base.y, 2)
eq(rawget(object, 'z'), nil)

-- Functions get the object and the key.
local calls = {}
local f = setmetatable({ own = 1 }, { __index = function(self, k)
  calls[#calls + 1] = k
  return type(k) == 'number' and k * 2 or nil, 'dropped'
end })
eq(f[21], 42)
eq(f.own, 1)
eq(f.missing, nil)
eq(select('#', f[1]), 1)
eq(table.concat(calls, ' '), '21 missing 1')
eq(f[2.5], 5.0)
eq(f[nil], nil)
eq(f[0 / 0] ~= f[0 / 0], true)

-- Chains of tables and functions.
local c = setmetatable({ c = 'c' }, { __index = function(_, k) return 'fallback ' .. k end })
local b = setmetatable({ b = 'b' }, { __index = c })
local a = setmetatable({ a = 'a' }, { __index = b })
eq(a.a .. a.b .. a.c, 'abc')
eq(a.d, 'fallback d')
eq(a[1], 'fallback 1')
local link = { value = 'end' }
for _ = 1, 1000 do link = setmetatable({}, { __index = link }) end
eq(link.value, 'end')
local long = { value = 'end' }
for _ = 1, 2500 do long = setmetatable({}, { __index = long }) end
fails("'__index' chain too long", function() return long.value end)
local loop = {}
setmetatable(loop, { __index = loop })
fails("'__index' chain too long", function() return loop.x end)
local l1, l2 = {}, {}
setmetatable(l1, { __index = l2, __newindex = l2 })
setmetatable(l2, { __index = l1, __newindex = l1 })
fails("'__index' chain too long", function() return l1.x end)
fails("'__newindex' chain too long", function() l1.x = 1 end)
fails('attempt to index a number value', function() return setmetatable({}, { __index = 5 }).x end)
eq(setmetatable({}, { __index = 'text' }).len, string.len)
eq(setmetatable({ 1 }, { __index = false })[1], 1)

-- __newindex: only for absent keys.
local stored = {}
local w = setmetatable({ present = 1 }, { __newindex = function(_, k, v) stored[k] = v end })
w.present = 2
w.absent = 3
eq(rawget(w, 'present'), 2)
eq(rawget(w, 'absent'), nil)
eq(stored.absent, 3)
w.present = nil
w.present = 4
eq(rawget(w, 'present'), nil)
eq(stored.present, 4)
w[1], w[2.0], w[true] = 'a', 'b', 'c'
eq(stored[1] .. stored[2] .. stored[true], 'abc')
local redirect = {}
local r = setmetatable({}, { __newindex = redirect })
r.x = 5
eq(rawget(r, 'x'), nil)
eq(redirect.x, 5)
r = setmetatable({}, { __newindex = setmetatable({}, { __newindex = redirect }) })
r.y = 6
eq(redirect.y, 6)
fails('index is nil', function() setmetatable({}, { __newindex = {} })[nil] = 1 end)
local frozen = setmetatable({}, { __newindex = function(_, k) error('read-only: ' .. k, 2) end })
fails('read-only: x', function() frozen.x = 1 end)
rawset(frozen, 'x', 1)
eq(frozen.x, 1)

-- Metamethods apply to every form of access.
local log = {}
local spy = setmetatable({}, {
  __index = function(_, k)
    log[#log + 1] = 'r' .. tostring(k)
    return function(...) return select('#', ...) end
  end,
  __newindex = function(_, k, v) log[#log + 1] = 'w' .. tostring(k) .. '=' .. tostring(v) end,
})
eq(spy.method(1, 2), 2)
eq(spy:method(1, 2), 3)
spy.field = 1
spy[1] = 2
spy['two words'] = 3
local key = 'key'
spy[key] = 4
spy.a, spy.b = 5, 6
function spy.fn() end
eq(#log, 9)
eq(table.concat(log, ' ', 1, 6), 'rmethod rmethod wfield=1 w1=2 wtwo words=3 wkey=4')
eq(log[7], 'wb=6')
eq(log[8], 'wa=5')

-- Inheritance with self, super and class fields.
local Account = {}
Account.__index = Account
function Account.new(n, class) return setmetatable({ balance = n }, class or Account) end
function Account:deposit(n) self.balance = self.balance + n; return self end
function Account:withdraw(n)
  if n > self.balance then error 'insufficient funds' end
  self.balance = self.balance - n
  return self
end
local Limited = setmetatable({}, { __index = Account })
Limited.__index = Limited
function Limited:withdraw(n)
  if n - self.balance > 100 then error 'over the limit' end
  self.balance = self.balance - n
  return self
end
local plain, limited = Account.new(50), Account.new(50, Limited)
eq(plain:deposit(25):withdraw(75).balance, 0)
fails('insufficient funds', plain.withdraw, plain, 1)
eq(limited:deposit(10):withdraw(150).balance, -90)
fails('over the limit', function() limited:withdraw(11) end)
eq(Account.withdraw(Account.new(5), 5).balance, 0)

-- Default values, computed fields, tracking proxies, multiple inheritance.
local function multiple(...)
  local parents = { ... }
  return setmetatable({}, { __index = function(t, k)
    for _, parent in ipairs(parents) do
      local v = parent[k]
      if v ~= nil then
        t[k] = v
        return v
      end
    end
  end })
end
local m = multiple({ one = 1 }, { two = 2, one = 'shadowed' })
eq(m.one + m.two, 3)
eq(rawget(m, 'two'), 2)
local squares = setmetatable({}, { __index = function(t, n)
  local v = n * n
  rawset(t, n, v)
  return v
end })
eq(squares[12] + squares[12], 288)
eq(rawget(squares, 12), 144)

-- Changing the metatable while it is in use.
local changing = setmetatable({}, { __index = function(t)
  setmetatable(t, { __index = { k = 'new' } })
  return 'old'
end })
eq(changing.k, 'old')
eq(changing.k, 'new')
local mt = {}
local late = setmetatable({}, mt)
eq(late.x, nil)
mt.__index = function() return 'late' end
eq(late.x, 'late')
mt.__index = nil
eq(late.x, nil)

-- Global variables go through the metatable of _ENV.
do
  local _ENV = setmetatable({}, { __index = function(_, k) return 'global ' .. k end })
  local v = anything
  eq(v, 'global anything')
end

-- Strings share one metatable with __index = string.
local smeta = getmetatable ''
check(smeta.__index == string and getmetatable 'x' == smeta)
eq(('x'):rep(3), 'xxx')
eq(#('%d'):format(12345), 5)

print('ok metatables-index ' .. checks)
