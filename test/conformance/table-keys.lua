-- Tables: normalisation of keys, length, constructors, growth and removal, keys of every type.
-- Floats with an integer value are integer keys.
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

local t = {}
t[1.0] = 'a'
eq(t[1], 'a')
eq(next(t), 1)
t[2] = 'b'
eq(t[2.0], 'b')
t[2 ^ 53] = 'big'
eq(t[1 << 53], 'big')
t[-0.0] = 'zero'
eq(t[0], 'zero')
t[-2.0 ^ 63] = 'min'
eq(t[math.mininteger], 'min')
t[2.0 ^ 63] = 'over'
eq(t[math.maxinteger], nil)
eq(t[math.mininteger], 'min')
eq(t[2.0 ^ 63], 'over')
t[1.5] = 'half'
eq(t[1.5], 'half')
eq(t[3 / 2], 'half')
t[math.huge], t[-math.huge] = 'inf', '-inf'
eq(t[math.huge], 'inf')
eq(t[-1 / 0], '-inf')
for k in pairs { [1.0] = 1, [2.0] = 1, [4.0] = 1 } do eq(math.type(k), 'integer') end
eq(#{ [1.0] = 1, [2.0] = 2 }, 2)
eq(rawget({ [3.0] = 'x' }, 3), 'x')
local u = rawset({}, 5.0, 'y')
eq(u[5], 'y')

-- Strings are never numbers, and every byte of a string counts.
t = { [1] = 'int', ['1'] = 'str', ['1.0'] = 'float str' }
eq(t[1], 'int')
eq(t['1'], 'str')
eq(t[1.0], 'int')
t['a\0b'], t['a\0c'], t['a'], t[''] = 1, 2, 3, 4
eq(t['a\0b'] + t['a\0c'] * 10 + t.a * 100 + t[''] * 1000, 4321)

-- nil and NaN cannot be keys; they can be looked up.
fails('index is nil', function() t[nil] = 1 end)
fails('index is NaN', function() t[0 / 0] = 1 end)
fails('index is nil', rawset, {}, nil, 1)
fails('index is NaN', rawset, {}, 0 / 0, 1)
fails('index is nil', function() return { [nil] = 1 } end)
eq(t[nil], nil)
eq(t[0 / 0], nil)
eq(rawget(t, nil), nil)

-- Keys of every type, by identity.
local f, co = function() end, coroutine.create(print)
local keys = { true, false, 0, 1, -1, 0.5, 'x', {}, {}, f, print, co, math.huge, math.mininteger, '' }
local map = {}
for i, k in ipairs(keys) do map[k] = i end
for i, k in ipairs(keys) do eq(map[k], i) end
eq(map[{}], nil)
eq(map[function() end], nil)
local n = 0
for _ in pairs(map) do n = n + 1 end
eq(n, #keys)
for _, k in ipairs(keys) do map[k] = nil end
eq(next(map), nil)

-- Constructors.
t = { 1, 2, x = 3, 4, [10] = 5, ['a b'] = 6, [2 * 10] = 7, }
list('1 2 4 3 5 6 7', t[1], t[2], t[3], t.x, t[10], t['a b'], t[20])
t = { [1] = 'keyed', 'positional' }
eq(t[1], 'positional')
t = { 'positional', [1] = 'keyed' }
eq(#t, 1)
t = { nil, nil, 3 }
eq(t[3], 3)
eq(#{ n = 1 }, 0)
eq(#{ nil }, 0)
local function values() return 1, 2, 3 end
eq(#{ values(), }, 3)
eq(#{ values(), nil }, 1)
eq(#{ (values()) }, 1)
eq(#{ x = values() }, 0)
eq(({ { { 'deep' } } })[1][1][1], 'deep')
eq(({ f = function() return 5 end }).f(), 5)

-- Length of sequences, built in several orders.
t = {}
for i = 1, 1000 do
  t[i] = i
  eq(#t, i)
end
for i = 1000, 1, -1 do
  eq(#t, i)
  t[i] = nil
end
eq(#t, 0)
t = {}
for i = 100, 1, -1 do t[i] = i end
eq(#t, 100)
t = {}
for i = 1, 64 do t[(i * 37) % 64 + 1] = i end
eq(#t, 64)
t[#t + 1] = 65
eq(#t, 65)
t[#t] = nil
eq(#t, 64)
t = { 1, 2, 3, nil, 5 }
check(#t == 5 or #t == 3, 'a border')
t = { [1] = 1, [2] = 2, [4] = 4 }
check(#t == 2 or #t == 4, 'a border')
eq(#{ [0] = 1 }, 0)
eq(#{ [-1] = 1, [0] = 1, 'x' }, 1)
t = {}
t[math.maxinteger] = 1
eq(#t, 0)
t[1] = 1
eq(#t, 1)
eq(#'abc', 3)
fails('attempt to get length of a number value', function() return #5 end)
fails("attempt to get length of a nil value (global 'undefined_name')", function() return #undefined_name end)

-- The array and the hash part give the same answers: sparse, negative and large integer keys.
t = {}
local reference = {}
local seed = 12345
local function random(m)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return seed % m
end
for _ = 1, 5000 do
  local k = random(400) - 100
  local v = random(3) > 0 and random(1000) or nil
  t[k] = v
  reference['k' .. k] = v
end
for k = -100, 299 do eq(t[k], reference['k' .. k]) end
n = 0
for k, v in pairs(t) do
  eq(reference['k' .. k], v)
  n = n + 1
end
for _ in pairs(reference) do n = n - 1 end
eq(n, 0)

-- Indexing what cannot be indexed.
fails("attempt to index a nil value (field 'b')", function() local a = {}; return a.b.c end)
fails("attempt to index a number value", function() local a = 5; return a.b end)
fails("attempt to index a boolean value (local 'a')", function() local a = true; a.b = 1 end)
fails("attempt to index a function value (global 'print')", function() print.x = 1 end)
eq(('abc').len, string.len)
eq(('abc').nothing, nil)
fails("attempt to index a string value", function() local s = 'x'; s.y = 1 end)

-- rawequal, rawlen, rawget, rawset.
eq(rawlen { 1, 2 }, 2)
eq(rawlen 'abc', 3)
fails('table or string expected', rawlen, 5)
fails('table expected', rawget, 'x', 1)
fails('table expected', rawset, 'x', 1, 2)
local proxy = setmetatable({}, { __index = function() return 'meta' end, __newindex = function() error 'meta' end,
  __len = function() return 99 end })
eq(rawget(proxy, 'x'), nil)
check(rawset(proxy, 'x', 1) == proxy)
eq(rawget(proxy, 'x'), 1)
eq(rawlen(proxy), 0)
eq(#proxy, 99)

-- Tables as objects, sets, queues.
local queue = { first = 1, last = 0 }
for i = 1, 100 do
  queue.last = queue.last + 1
  queue[queue.last] = i
end
local total = 0
while queue.first <= queue.last do
  total = total + queue[queue.first]
  queue[queue.first] = nil
  queue.first = queue.first + 1
end
eq(total, 5050)
local set = {}
for w in ('a b a c b a'):gmatch '%a' do set[w] = (set[w] or 0) + 1 end
list('3 2 1', set.a, set.b, set.c)

print('ok table-keys ' .. checks)
