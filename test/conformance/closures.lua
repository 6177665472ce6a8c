-- Closures: fresh variables, sharing, upvalues that outlive their block, recursion, higher-order functions.
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
local function list(want, ...)
  checks = checks + 1
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, ' ', 1, got.n)
  if text ~= want then error(string.format('got [%s], want [%s]', text, want), 2) end
end

local function counter(start)
  local n = start or 0
  return function()
    n = n + 1
    return n
  end, function() return n end, function(v) n = v end
end
local inc, get, set = counter(10)
eq(inc(), 11)
eq(inc(), 12)
eq(get(), 12)
set(1)
eq(inc(), 2)
local other = counter()
eq(other(), 1)
eq(get(), 2)

-- Each iteration of each kind of loop has its own variables.
local made = {}
for i = 1, 5 do made[i] = function(v) i = i + (v or 0); return i end end
for i = 1, 5 do eq(made[i](), i) end
made[1](100)
eq(made[1](), 101)
eq(made[2](), 2)
made = {}
for _, v in ipairs { 'a', 'b', 'c' } do made[#made + 1] = function() return v end end
eq(made[1]() .. made[2]() .. made[3](), 'abc')
made = {}
local n = 0
while n < 3 do
  local k = n
  made[#made + 1] = function() k = k + 1; return k end
  n = n + 1
end
eq(made[1](), 1)
eq(made[1](), 2)
eq(made[3](), 3)
made = {}
repeat
  local k = n
  made[#made + 1] = function() return k end
  n = n - 1
until k == 1
eq(#made, 3)
eq(made[3](), 1)
for i = 1, 3 do
  local v = i
  made[i] = function() v = v * 10; return v end
  if i == 2 then break end
end
eq(made[2](), 20)
eq(made[2](), 200)

-- Two closures made in one iteration share.
local pairs_made = {}
for i = 1, 2 do
  local v = i
  pairs_made[i] = { function() return v end, function(w) v = w end }
end
pairs_made[1][2](50)
eq(pairs_made[1][1](), 50)
eq(pairs_made[2][1](), 2)

-- Parameters and varargs are captured; an argument may be reassigned.
local function keep(a, ...)
  local rest = { ... }
  return function() a = a + #rest; return a end
end
local k1, k2 = keep(1, 'x', 'y'), keep(10)
eq(k1(), 3)
eq(k1(), 5)
eq(k2(), 10)

-- Through several levels, and through functions that only pass it on.
local function outer()
  local v = 1
  return function()
    return function()
      return function()
        v = v * 2
        return v
      end
    end
  end, function() return v end
end
local deep, look = outer()
eq(deep()()(), 2)
eq(deep()()(), 4)
eq(look(), 4)

-- Open upvalues follow the variable; closed ones keep it.
do
  local v = 1
  local function read() return v end
  v = 2
  eq(read(), 2)
  do
    local v = 3
    eq(read(), 2)
  end
  local function write(w) v = w end
  write(9)
  eq(v, 9)
end

-- Recursion through a local function and through an upvalue.
local function fib(m) return m < 2 and m or fib(m - 1) + fib(m - 2) end
eq(fib(20), 6765)
local even, odd
function even(m) if m == 0 then return true end return odd(m - 1) end
function odd(m) if m == 0 then return false end return even(m - 1) end
check(even(1000) and not odd(1000))
local Y = function(f)
  return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end)
end
eq(Y(function(self) return function(m) return m == 0 and 1 or m * self(m - 1) end end)(10), 3628800)

-- Functional building blocks.
local function map(t, f)
  local r = {}
  for i, v in ipairs(t) do r[i] = f(v) end
  return r
end
local function fold(t, f, acc)
  for _, v in ipairs(t) do acc = f(acc, v) end
  return acc
end
local function compose(...)
  local fs = { ... }
  return function(x) return fold(fs, function(acc, f) return f(acc) end, x) end
end
local function curry(f, m)
  local function collect(got, count)
    if count == m then return f(table.unpack(got, 1, m)) end
    return function(x)
      local copy = table.move(got, 1, count, 1, {})
      copy[count + 1] = x
      return collect(copy, count + 1)
    end
  end
  return collect({}, 0)
end
eq(fold(map({ 1, 2, 3 }, function(x) return x * x end), function(a, b) return a + b end, 0), 14)
eq(compose(function(x) return x + 1 end, function(x) return x * 2 end, tostring)(4), '10')
local add3 = curry(function(a, b, c) return a .. b .. c end, 3)
local add1 = add3 'x'
eq(add1 'y' 'z', 'xyz')
eq(add1 'p' 'q', 'xpq')

-- Memoisation with a table as upvalue.
local calls = 0
local function memo(f)
  local cache = {}
  return function(x)
    local v = cache[x]
    if v == nil then
      calls = calls + 1
      v = f(x)
      cache[x] = v
    end
    return v
  end
end
local slow
slow = memo(function(x) return x < 2 and x or slow(x - 1) + slow(x - 2) end)
eq(slow(80), 23416728348467685)
eq(calls, 81)

-- Functions are values: identity, methods, fields, immediate calls.
check(fib == fib and counter ~= fib)
local function make() return function() return calls end end
check(make() ~= nil and type(make()) == 'function')
local object = { n = 0 }
function object:add(v) self.n = self.n + v; return self end
function object.static(v) return v end
eq(object:add(2):add(3).n, 5)
eq(object.static(7), 7)
eq(object.add({ n = 1 }, 1).n, 2)
eq((function(...) return select('#', ...) end)(1, nil, nil), 3)
local t = { f = { g = {} } }
function t.f.g.h(x) return x end
function t.f.g:m() return self end
eq(t.f.g.h(5), 5)
check(t.f.g:m() == t.f.g)

-- Upvalues shared between coroutines.
do
  local v = 0
  local function step() for _ = 1, 3 do v = v + 1; coroutine.yield(v) end end
  local a, b = coroutine.wrap(step), coroutine.wrap(step)
  list('1 2 3 4', a(), b(), a(), b())
end

-- debug.upvalueid and upvaluejoin where the host offers them.
if debug and debug.upvalueid and debug.upvaluejoin then
  local f1, f2 = pairs_made[1][1], pairs_made[1][2]
  check(debug.upvalueid(f1, 1) == debug.upvalueid(f2, 1))
  check(debug.upvalueid(f1, 1) ~= debug.upvalueid(pairs_made[2][1], 1))
  local a, b = counter(1), counter(100)
  debug.upvaluejoin(a, 1, b, 1)
  eq(a(), 101)
  eq(b(), 102)
end

-- Many closures over one variable and many variables in one closure.
do
  local v, list_of = 0, {}
  for i = 1, 1000 do list_of[i] = function() v = v + i end end
  for i = 1, 1000 do list_of[i]() end
  eq(v, 500500)
end

print('ok closures ' .. checks)
