-- table.sort: orders, comparators, many shapes of input, errors, and that comparators cannot yield.
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

local function sorted(t, less)
  for i = 2, #t do
    if less then
      if less(t[i], t[i - 1]) then return false end
    elseif t[i] < t[i - 1] then
      return false
    end
  end
  return true
end
local seed = 1
local function random(m)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % m + 1
end

-- Small arrays: all permutations up to six elements.
local function permutations(a, k, visit)
  if k == 1 then return visit(a) end
  for i = 1, k do
    permutations(a, k - 1, visit)
    local j = k % 2 == 0 and i or 1
    a[j], a[k] = a[k], a[j]
  end
end
for n = 1, 6 do
  local a, want = {}, {}
  for i = 1, n do a[i], want[i] = i, i end
  local text, count = table.concat(want, ' '), 0
  permutations(a, n, function(p)
    local copy = table.move(p, 1, n, 1, {})
    table.sort(copy)
    if table.concat(copy, ' ') ~= text then error('not sorted: ' .. table.concat(p, ' ')) end
    count = count + 1
  end)
  eq(count, ({ 1, 2, 6, 24, 120, 720 })[n])
end

-- Shapes and sizes.
local shapes = {
  ascending = function(i) return i end,
  descending = function(i, n) return n - i end,
  equal = function() return 7 end,
  random = function() return random(1000000) end,
  few = function() return random(4) end,
  organ = function(i, n) return i < n / 2 and i or n - i end,
  saw = function(i) return i % 10 end,
  floats = function() return random(1000) / 8 end,
  mixed = function(i) return i % 2 == 0 and random(100) or random(100) / 2 end,
}
for name, make in pairs(shapes) do
  for _, n in ipairs { 0, 1, 2, 3, 10, 99, 100, 101, 500, 2000 } do
    local t, sum = {}, 0
    for i = 1, n do
      t[i] = make(i, n)
      sum = sum + t[i]
    end
    table.sort(t)
    check(sorted(t), name .. ' ' .. n)
    table.sort(t, function(a, b) return a > b end)
    check(sorted(t, function(a, b) return a > b end), name .. ' reversed ' .. n)
    for i = 1, n do sum = sum - t[i] end
    eq(math.abs(sum) < 1e-6, true)
    eq(#t, n)
  end
end

-- Strings by bytes; records by several fields; results are independent of the comparator's form.
local words = {}
for w in ('the quick brown Fox jumps over the lazy dog and The end'):gmatch '%a+' do words[#words + 1] = w end
table.sort(words)
eq(table.concat(words, ' '), 'Fox The and brown dog end jumps lazy over quick the the')
table.sort(words, function(a, b)
  local x, y = a:lower(), b:lower()
  if x ~= y then return x < y end
  return a < b
end)
eq(table.concat(words, ' '), 'and brown dog end Fox jumps lazy over quick The the the')
local records = {}
for i = 1, 300 do records[i] = { a = random(5), b = random(5), c = i } end
local function order(x, y)
  if x.a ~= y.a then return x.a < y.a end
  if x.b ~= y.b then return x.b > y.b end
  return x.c < y.c
end
table.sort(records, order)
check(sorted(records, order))
local seen = {}
for _, r in ipairs(records) do seen[r.c] = true end
for i = 1, 300 do check(seen[i]) end
local bytes = { 'b', '', '\255', 'a\0', 'a', '\0', 'B' }
table.sort(bytes)
eq(table.concat(bytes, '|'), '|\0|B|a|a\0|b|\255')
local limits = { 2 ^ 63, math.maxinteger, 0, -0.5, math.mininteger, -math.huge, math.huge, -2 ^ 63 - 2048,
  math.maxinteger - 1 }
table.sort(limits)
check(sorted(limits))
eq(limits[1], -math.huge)
eq(limits[3], math.mininteger)
eq(limits[7], math.maxinteger)

-- Objects with __lt; proxies.
local meta = {}
meta.__lt = function(a, b) return a.v < b.v end
local objects = {}
for i = 1, 50 do objects[i] = setmetatable({ v = random(1000) }, meta) end
table.sort(objects)
for i = 2, 50 do check(objects[i - 1].v <= objects[i].v) end
local store = { 3, 1, 2 }
table.sort(setmetatable({}, {
  __index = function(_, k) return store[k] end,
  __newindex = function(_, k, v) store[k] = v end,
  __len = function() return 3 end,
}))
eq(table.concat(store, ' '), '1 2 3')
list('', table.sort {})
table.sort({ 3, 2, 1 }, nil)
local truthy = { 5, 3, 4 }
table.sort(truthy, function(a, b) return a < b and 0 or nil end)
eq(table.concat(truthy), '345')

-- Errors.
fails('attempt to compare', table.sort, { 1, 'x', 2 })
fails('attempt to compare two table values', table.sort, { {}, {} })
fails('attempt to compare nil with number', function() table.sort(setmetatable({ 3, 2 },
  { __len = function() return 3 end })) end)
fails('function expected, got string', table.sort, {  1, 2 }, 'x')
fails('table expected', table.sort, 5)
fails('array too big', table.sort, setmetatable({}, { __len = function() return math.maxinteger end }))
fails('invalid order function for sorting', function()
  local t = {}
  for i = 1, 200 do t[i] = i % 7 end
  table.sort(t, function() return true end)
end)
fails('from comparator', table.sort, { 2, 1 }, function() error 'from comparator' end)
do
  local object = {}
  local ok, err = pcall(table.sort, { 1, 2, 3 }, function() error(object) end)
  check(not ok and err == object)
end

-- A comparator cannot yield.
do
  local co = coroutine.create(function() table.sort({ 3, 1, 2 }, function(a, b) coroutine.yield() return a < b end) end)
  local ok, err = coroutine.resume(co)
  eq(ok, false)
  eq(err, 'attempt to yield across a C-call boundary')
  eq(coroutine.status(co), 'dead')
  co = coroutine.wrap(function()
    local inside
    table.sort({ 2, 1 }, function(a, b) inside = coroutine.isyieldable() return a < b end)
    return inside, coroutine.isyieldable()
  end)
  list('false true', co())
end

-- Comparators that collect garbage, sort something else, raise and catch.
local t = {}
for i = 1, 60 do t[i] = random(100) end
table.sort(t, function(a, b)
  if a == 50 then collectgarbage 'step' end
  local inner = { b, a }
  table.sort(inner)
  pcall(error, 'caught')
  return a < b
end)
check(sorted(t))

-- The whole array: exactly 1..#t is touched.
t = { [0] = 'zero', [6] = 'six', 5, 4, 3, 2, 1 }
t[6] = nil
t.x = 'x'
table.sort(t)
list('zero 1 2 3 4 5 nil x', t[0], t[1], t[2], t[3], t[4], t[5], t[6], t.x)

print('ok table-sort ' .. checks)
