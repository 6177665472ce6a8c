-- Coroutines: values both ways, status, wrap, running, isyieldable, producers and consumers, many and deep.
-- Values in and out.
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

local co = coroutine.create(function(a, b)
  eq(a, 1)
  eq(b, 2)
  local c, d, e = coroutine.yield(a + b)
  list('x nil nil', c, d, e)
  list('', coroutine.yield())
  list('nil', coroutine.yield(nil, nil))
  return 'end', nil, 3
end)
list('true 3', coroutine.resume(co, 1, 2))
list('true', coroutine.resume(co, 'x'))
list('true nil nil', coroutine.resume(co))
eq(coroutine.status(co), 'suspended')
list('true end nil 3', coroutine.resume(co, nil))
eq(coroutine.status(co), 'dead')
list('false cannot resume dead coroutine', coroutine.resume(co))
list('false cannot resume dead coroutine', coroutine.resume(co, 1, 2, 3))
eq(coroutine.status(co), 'dead')

-- Status in every situation.
local outer
outer = coroutine.create(function()
  eq(coroutine.status(outer), 'running')
  local inner = coroutine.create(function()
    eq(coroutine.status(outer), 'normal')
    list('false cannot resume non-suspended coroutine', coroutine.resume(outer))
    coroutine.yield()
  end)
  eq(coroutine.status(inner), 'suspended')
  check(coroutine.resume(inner))
  eq(coroutine.status(inner), 'suspended')
  check(coroutine.resume(inner))
  eq(coroutine.status(inner), 'dead')
  list('false cannot resume non-suspended coroutine', coroutine.resume(outer))
end)
eq(coroutine.status(outer), 'suspended')
list('true', coroutine.resume(outer))
eq(coroutine.status(outer), 'dead')
co = coroutine.create(function() error 'x' end)
coroutine.resume(co)
eq(coroutine.status(co), 'dead')

-- running and isyieldable.
co = coroutine.create(function(self)
  local current, main = coroutine.running()
  check(current == self and main == false)
  eq(coroutine.isyieldable(), true)
  coroutine.yield()
end)
eq(coroutine.isyieldable(co), true)
list('true', coroutine.resume(co, co))
eq(coroutine.isyieldable(co), true)
check(coroutine.running() ~= co)
eq(type(coroutine.running()), 'thread')
eq(type(select(2, coroutine.running())), 'boolean')
local here = coroutine.running()
check(coroutine.running() == here)
eq(coroutine.status(here), 'running')
coroutine.wrap(function() eq(coroutine.status(here), 'normal') end)()
eq(coroutine.resume(here), false)

-- Arguments.
for _, bad in ipairs { 1, 'x', {}, true } do
  fails('function expected', coroutine.create, bad)
  fails('function expected', coroutine.wrap, bad)
  fails('expected', coroutine.resume, bad)
  fails('expected', coroutine.status, bad)
  fails('expected', coroutine.close, bad)
end
fails('function expected', coroutine.create)
fails('expected', coroutine.resume)
fails('function expected', coroutine.create, setmetatable({}, { __call = print }))
eq(select(2, coroutine.resume(coroutine.create(math.max), 3, 9, 4)), 9)
eq(type(coroutine.create(print)), 'thread')

-- wrap.
local f = coroutine.wrap(function(...)
  local n = select('#', ...)
  while true do n = select('#', coroutine.yield(n)) end
end)
eq(f(), 0)
eq(f(nil), 1)
eq(f(nil, nil, nil), 3)
eq(f(), 0)
f = coroutine.wrap(function() return 1, 2, 3 end)
list('1 2 3', f())
fails('cannot resume dead coroutine', f)
f = coroutine.wrap(function() return f() end)
fails('cannot resume non-suspended coroutine', f)

-- Generators.
local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in range(100) do sum = sum + i end
eq(sum, 5050)
local function tree_walk(t)
  if t then
    tree_walk(t.left)
    coroutine.yield(t.value)
    tree_walk(t.right)
  end
end
local function insert(t, v)
  if not t then return { value = v } end
  local side = v < t.value and 'left' or 'right'
  t[side] = insert(t[side], v)
  return t
end
local root
for _, v in ipairs { 50, 25, 75, 10, 30, 60, 90 } do root = insert(root, v) end
local got = {}
for v in coroutine.wrap(function() tree_walk(root) end) do got[#got + 1] = v end
eq(table.concat(got, ' '), '10 25 30 50 60 75 90')
local function primes(limit)
  local function numbers() for i = 2, limit do coroutine.yield(i) end end
  local function filter(p, source)
    return coroutine.wrap(function()
      for n in source do if n % p ~= 0 then coroutine.yield(n) end end
    end)
  end
  return coroutine.wrap(function()
    local source = coroutine.wrap(numbers)
    for p in source do
      coroutine.yield(p)
      source = filter(p, source)
      while true do
        local q = source()
        if not q then return end
        coroutine.yield(q)
        source = filter(q, source)
      end
    end
  end)
end
got = {}
for p in primes(50) do got[#got + 1] = p end
eq(table.concat(got, ' '), '2 3 5 7 11 13 17 19 23 29 31 37 41 43 47')

-- A scheduler with messages.
do
  local tasks, trace = {}, {}
  local function spawn(name, count)
    tasks[#tasks + 1] = coroutine.create(function()
      for i = 1, count do
        trace[#trace + 1] = name .. i
        coroutine.yield()
      end
    end)
  end
  spawn('a', 3)
  spawn('b', 1)
  spawn('c', 2)
  while #tasks > 0 do
    for i = #tasks, 1, -1 do
      assert(coroutine.resume(tasks[i]))
      if coroutine.status(tasks[i]) == 'dead' then table.remove(tasks, i) end
    end
  end
  eq(table.concat(trace, ' '), 'c1 b1 a1 c2 a2 a3')
end

-- Many values through one yield; many coroutines at once; many yields.
co = coroutine.wrap(function(...) return select('#', coroutine.yield(...)), select('#', ...) end)
local numbers = {}
for i = 1, 5000 do numbers[i] = i end
eq(select('#', co(table.unpack(numbers))), 5000)
list('4000 5000', co(table.unpack(numbers, 1, 4000)))
local all = {}
for i = 1, 5000 do
  all[i] = coroutine.create(function(x)
    while true do x = x + coroutine.yield(x) end
  end)
end
for i, c in ipairs(all) do coroutine.resume(c, i) end
sum = 0
for _, c in ipairs(all) do sum = sum + select(2, coroutine.resume(c, 1)) end
eq(sum, 12502500 + 5000)
local step = coroutine.wrap(function()
  local n = 0
  while true do
    n = n + 1
    coroutine.yield(n)
  end
end)
for _ = 1, 99999 do step() end
eq(step(), 100000)

-- Coroutines in coroutines, 100 deep, yielding through all levels.
local function deep(n)
  if n == 0 then
    coroutine.yield 'bottom'
    return 'returned'
  end
  local inner = coroutine.wrap(deep)
  local v = inner(n - 1)
  coroutine.yield(v)
  return inner()
end
f = coroutine.wrap(deep)
eq(f(100), 'bottom')
eq(f(), 'returned')

-- Nesting without end is an error, and things go on afterwards.
local function endless()
  local inner = coroutine.create(endless)
  local ok, err = coroutine.resume(inner)
  if not ok then error(err, 0) end
end
local ok, err = coroutine.resume(coroutine.create(endless))
check(not ok and tostring(err):find('C stack overflow', 1, true), tostring(err))
eq(coroutine.wrap(function() return 'fine' end)(), 'fine')

-- Recursion inside a coroutine has a stack of its own.
co = coroutine.wrap(function(n)
  local function count(k) if k == 0 then coroutine.yield 'deep' return 0 end return 1 + count(k - 1) end
  return count(n)
end)
eq(co(10000), 'deep')
eq(co(), 10000)

-- Symmetric transfer through a dispatcher.
do
  local trace = {}
  local function transfer(to, v) return coroutine.yield(to, v) end
  local A, B
  A = coroutine.create(function(v)
    for _ = 1, 3 do
      trace[#trace + 1] = 'A' .. v
      v = transfer(B, v + 1)
    end
    return nil, v
  end)
  B = coroutine.create(function(v)
    while true do
      trace[#trace + 1] = 'B' .. v
      v = transfer(A, v + 1)
    end
  end)
  local current, v = A, 1
  local result
  while current do
    local _, following, value = coroutine.resume(current, v)
    current, v, result = following, value, value
  end
  eq(table.concat(trace, ' '), 'A1 B2 A3 B4 A5 B6')
  eq(result, 7)
end

print('ok coroutines ' .. checks)
