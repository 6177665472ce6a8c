-- __eq, __lt, __le and the derived operators.
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

local trace = {}
local mt = {}
local function new(v) return setmetatable({ v = v }, mt) end
local function value(x) return type(x) == 'table' and x.v or x end
mt.__eq = function(a, b) trace[#trace + 1] = 'eq'; return value(a) == value(b) end
mt.__lt = function(a, b) trace[#trace + 1] = 'lt'; return value(a) < value(b) end
mt.__le = function(a, b) trace[#trace + 1] = 'le'; return value(a) <= value(b) end
local function traced()
  local text = table.concat(trace, ' ')
  trace = {}
  return text
end

for x = 1, 3 do
  for y = 1, 3 do
    local a, b = new(x), new(y)
    eq(a == b, x == y)
    eq(a ~= b, x ~= y)
    eq(a < b, x < y)
    eq(a <= b, x <= y)
    eq(a > b, x > y)
    eq(a >= b, x >= y)
    eq(traced(), 'eq eq lt le lt le')
    eq(a < y, x < y)
    eq(x < b, x < y)
    eq(a <= y, x <= y)
    eq(x <= b, x <= y)
    eq(a > y, x > y)
    eq(x >= b, x >= y)
    eq(traced(), 'lt lt le le lt le')
  end
end

-- With constants, and operand order as written.
local order = setmetatable({}, {
  __lt = function(a, b) return type(a) .. '<' .. type(b) == 'table<number' end,
  __le = function(a, b) return type(a) .. '<=' .. type(b) == 'number<=table' end,
})
eq(order < 1, true)
eq(order > 1, false)
eq(1 < order, false)
eq(1 > order, true)
eq(order <= 1, false)
eq(1 <= order, true)
eq(order >= 1, true)
eq(1 >= order, false)
eq(order < 1.5, true)
eq(order < 100000, true)
fails('attempt to compare', function() return setmetatable({}, {}) < 1 end)

-- __eq: only for two tables (or two userdata), not for identical ones, not across types.
local always = setmetatable({}, { __eq = function() return true end })
check(always == always)
check(always == {})
check({} == always)
check(always ~= 1 and always ~= 'x' and always ~= nil and 1 ~= always and always ~= print)
check(not rawequal(always, {}))
local never = setmetatable({}, { __eq = function() return false end })
check(never == never)
check(never ~= setmetatable({}, getmetatable(never)))
local first = setmetatable({}, { __eq = function() return 'truthy' end })
local second = setmetatable({}, { __eq = function() return nil end })
eq(first == second, true)
eq(second == first, false)
eq(first ~= second, false)
eq(first == {}, true)
eq({} == second, false)
local t = { [always] = 1 }
eq(t[always], 1)
eq(t[{}], nil)

-- Results become booleans.
local odd = setmetatable({}, { __lt = function() return 'yes' end, __le = function() return nil end })
eq(odd < odd, true)
eq(odd <= odd, false)
eq(not (odd < odd), false)
local branch
if odd < odd then branch = 'then' else branch = 'else' end
eq(branch, 'then')
while odd <= odd do error 'not reached' end

-- Left operand first, then the right one's metamethod.
local l = setmetatable({}, { __lt = function() return true end })
local r = setmetatable({}, { __lt = function() return false end })
eq(l < r, true)
eq(r < l, false)
eq({} < l, true)
eq({} < r, false)
eq(l > r, false)
eq('text' < l, true)
eq(nil < l, true)
eq(l < print, true)

-- Errors.
fails('attempt to compare table with nil', function() return {} < nil end)
fails('attempt to compare two boolean values', function() return true < false end)
fails('attempt to compare function with table', function() return print <= {} end)
fails('attempt to compare number with table', function() return {} > 1 end)
fails('inside lt', function() return setmetatable({}, { __lt = function() error 'inside lt' end }) < 1 end)
fails('inside eq', function() return setmetatable({}, { __eq = function() error 'inside eq' end }) == {} end)

-- Sets ordered by inclusion: a partial order.
local Set = {}
local function set(...)
  local s = setmetatable({}, Set)
  for _, v in ipairs { ... } do s[v] = true end
  return s
end
Set.__le = function(a, b)
  for k in pairs(a) do if not b[k] then return false end end
  return true
end
Set.__lt = function(a, b) return a <= b and not (b <= a) end
Set.__eq = function(a, b) return a <= b and b <= a end
Set.__add = function(a, b)
  local s = set()
  for k in pairs(a) do s[k] = true end
  for k in pairs(b) do s[k] = true end
  return s
end
local s1, s2, s3 = set(1, 2), set(1, 2, 3), set(4)
check(s1 < s2 and s1 <= s2 and not (s2 <= s1) and s2 > s1 and s2 >= s1)
check(not (s1 < s3) and not (s3 < s1) and not (s1 == s3))
check(s1 + s3 == set(4, 2, 1) and s1 + s3 ~= s2 and set() < s1 and s1 <= set(2, 1))

-- Comparison chains in sorting by several keys.
local items = {}
for i = 1, 20 do items[i] = new((i * 7) % 20) end
table.sort(items)
for i = 1, 20 do eq(items[i].v, i - 1) end

print('ok metamethods-compare ' .. checks)
