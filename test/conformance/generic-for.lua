-- The generic for: protocol of the iterator, four values, pairs, ipairs, next, changes while traversing.
-- The iterator is called with the state and the last control value.
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
local function list(want, ...)
  checks = checks + 1
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, ' ', 1, got.n)
  if text ~= want then error(string.format('got [%s], want [%s]', text, want), 2) end
end

local calls = {}
local function iterator(state, control)
  calls[#calls + 1] = tostring(state) .. ':' .. tostring(control)
  control = control + 1
  if control <= 3 then return control, control * 10, control * 100 end
end
local got = {}
for a, b, c, d in iterator, 'S', 0 do got[#got + 1] = a + b + c .. tostring(d) end
eq(table.concat(got, ' '), '111nil 222nil 333nil')
eq(table.concat(calls, ' '), 'S:0 S:1 S:2 S:3')

-- It ends at nil only, not at false; more values are dropped, fewer are nil.
local values, position = { 1, false, 3 }, 0
got = {}
for v in function()
  position = position + 1
  return values[position]
end do got[#got + 1] = tostring(v) end
eq(table.concat(got, ' '), '1 false 3')
for _ in function() end do error 'not reached' end
for _ in function() return nil, 1 end do error 'not reached' end

-- A callable table as iterator; a closure made by a call; more than four values.
local callable = setmetatable({ n = 0 }, { __call = function(self, _, control)
  self.n = self.n + 1
  if self.n <= 3 then return self.n, control end
end })
got = {}
for a, b in callable, nil, 'start' do got[#got + 1] = a .. tostring(b) end
eq(table.concat(got, ' '), '1start 21 32')
local function words(text) return text:gmatch '%a+' end
got = {}
for w in words 'one two three' do got[#got + 1] = w end
eq(table.concat(got, ','), 'one,two,three')
for i in iterator, 'S', 2, nil, 'ignored', 'too' do eq(i, 3) end

-- The control variable is a copy: assigning to it does not disturb the loop.
calls, got = {}, {}
for a in iterator, 'S', 0 do
  got[#got + 1] = a
  a = 'changed'
end
eq(table.concat(calls, ' '), 'S:0 S:1 S:2 S:3')

-- The iterator is fixed when the loop starts.
local step = iterator
calls = {}
for _ in step, 'S', 0 do step = nil end
eq(#calls, 4)

-- What cannot be called.
fails('attempt to call a nil value', function() for _ in nil do end end)
fails('attempt to call a table value', function() for _ in {} do end end)
fails("for iterator 'for iterator'", function() for _ in 42 do end end)
fails('attempt to call a string value', function() for _ in 'abc' do end end)
fails("bad argument #1 to 'for iterator' (table expected, got nil)", function() for _ in pairs(nil) do end end)
fails('bad argument #1', pairs)
fails('bad argument #1', ipairs)

-- ipairs: until the first nil, with __index.
got = {}
for i, v in ipairs { 'a', 'b', nil, 'd' } do got[#got + 1] = i .. v end
eq(table.concat(got, ' '), '1a 2b')
got = {}
for i, v in ipairs(setmetatable({ 'raw' }, { __index = function(_,
  i) if i <= 3 then return 'm' .. i end end })) do got[#got + 1] = i .. v end
eq(table.concat(got, ' '), '1raw 2m2 3m3')
for _ in ipairs {} do error 'not reached' end
for i, v in ipairs { false } do
  eq(i, 1)
  eq(v, false)
end
local f, s, c = ipairs(values)
check(type(f) == 'function' and s == values and c == 0)
list('1 1', f(values, 0))
list('nil', f(values, 3))
eq(ipairs {} == ipairs { 1 }, true)

-- pairs: every key once, raw unless __pairs.
local t = { 10, 20, 30, x = 'X', y = 'Y', [2.5] = 'f', [true] = 'b', [-1] = 'neg' }
local seen, n = {}, 0
for k, v in pairs(t) do
  check(seen[k] == nil)
  seen[k] = v
  n = n + 1
end
eq(n, 8)
for k, v in pairs(t) do eq(seen[k], v) end
for i = 1, 3 do eq(seen[i], i * 10) end
for _ in pairs {} do error 'not reached' end
f, s, c = pairs(t)
check(f == next and s == t and c == nil)
f, s, c = pairs(setmetatable({}, { __pairs = function(self) return 'a', 'b', 'c', 'dropped' end }))
list('a b c', f, s, c)
eq(select('#', pairs(setmetatable({}, { __pairs = function() end }))), 3)

-- Array part in order.
local array, order = {}, {}
for i = 1, 100 do array[i] = i end
for k in pairs(array) do order[#order + 1] = k end
for i = 1, 100 do eq(order[i], i) end

-- next.
eq(next {}, nil)
list('1 x', next { 'x' })
list('nil', next({ 'x' }, 1))
fails("invalid key to 'next'", next, {}, 1)
fails("invalid key to 'next'", next, { 1, 2 }, 'absent')
fails('table expected', next, 1)
fails('table expected', next)
eq(type(next(t, 1)), 'number')

-- Changing and clearing fields while traversing is allowed.
t = {}
for i = 1, 200 do t[i], t['k' .. i] = i, i end
n = 0
for k, v in pairs(t) do
  t[k] = v + 1000
  n = n + 1
end
eq(n, 400)
n = 0
for k, v in pairs(t) do
  check(v > 1000)
  t[k] = nil
  n = n + 1
  if n % 50 == 0 then collectgarbage() end
end
eq(n, 400)
eq(next(t), nil)

-- Stateful iterators, nested loops over one table, loops over coroutines.
t = { 1, 2, 3 }
got = {}
for i in pairs(t) do for j in pairs(t) do got[#got + 1] = i .. j end end
eq(table.concat(got, ' '), '11 12 13 21 22 23 31 32 33')
local function permutations(a)
  return coroutine.wrap(function()
    local function permute(k)
      if k == 0 then coroutine.yield(table.concat(a)) end
      for i = 1, k do
        a[k], a[i] = a[i], a[k]
        permute(k - 1)
        a[k], a[i] = a[i], a[k]
      end
    end
    permute(#a)
  end)
end
got = {}
for p in permutations { 'a', 'b', 'c' } do got[#got + 1] = p end
eq(table.concat(got, ' '), 'bca cba cab acb bac abc')

print('ok generic-for ' .. checks)
