-- Finalizers: order, resurrection, marking rules, errors, cycles, finalizers that make garbage.
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

local log = {}
local function said()
  local text = table.concat(log, ' ')
  log = {}
  return text
end
local function collect()
  local a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t -- clears what earlier calls left on the stack
  collectgarbage()
  collectgarbage()
end
local function finalized(name)
  return setmetatable({ name = name }, { __gc = function(o) log[#log + 1] = o.name end })
end

-- Reverse order of marking.
do
  local function make() for i = 1, 5 do finalized('o' .. i) end end
  make()
  collect()
  eq(said(), 'o5 o4 o3 o2 o1')
  collect()
  eq(said(), '')
end

-- Reachable objects are not finalized; setting the metatable marks, later __gc fields do not.
do
  local kept = finalized 'kept'
  local function late()
    local mt = {}
    setmetatable({ name = 'late' }, mt)
    mt.__gc = function(o) log[#log + 1] = o.name end
    local marked = { __gc = true }
    setmetatable({ name = 'placeholder' }, marked)
    marked.__gc = function(o) log[#log + 1] = o.name end
    setmetatable({ name = 'not callable' }, { __gc = 'x' })
  end
  late()
  collect()
  eq(said(), 'placeholder')
  eq(kept.name, 'kept')
end
collect()
said()

-- The finalizer sees the object whole, with everything it refers to, and cycles are no obstacle.
do
  local function cycle()
    local a, b = finalized 'a', finalized 'b'
    a.other, b.other = b, a
    getmetatable(a).__gc = function(o) log[#log + 1] = o.name .. '->' .. o.other.name .. '->' .. o.other.other.name end
  end
  cycle()
  collect()
  eq(said(), 'b a->b->a')
end

-- Resurrection: once finalized an object is finalized again only if it is marked again.
do
  local saved
  local mt
  mt = { __gc = function(o)
    log[#log + 1] = 'gc' .. o.n
    o.n = o.n + 1
    saved = o
  end }
  local function make() setmetatable({ n = 1 }, mt) end
  make()
  collect()
  eq(said(), 'gc1')
  eq(saved.n, 2)
  saved = nil
  collect()
  eq(said(), '')
  make()
  collect()
  eq(said(), 'gc1')
  setmetatable(saved, mt)
  saved = nil
  collect()
  eq(said(), 'gc2')
  saved = nil
  collect()
  eq(said(), '')
end
do
  local times = 0
  local function immortal()
    setmetatable({}, { __gc = function(o)
      times = times + 1
      if times < 5 then setmetatable(o, getmetatable(o)) end
    end })
  end
  immortal()
  for _ = 1, 10 do collectgarbage() end
  eq(times, 5)
end

-- Errors in finalizers are warnings; the program and the other finalizers go on.
do
  local function make()
    finalized 'before'
    setmetatable({}, { __gc = function() error 'in finalizer' end })
    finalized 'after'
  end
  warn '@off'
  make()
  collect()
  eq(said(), 'after before')
end

-- Finalizers that allocate, collect, create finalizable objects, use coroutines and closures.
do
  local function make()
    setmetatable({}, { __gc = function()
      local t = {}
      for i = 1, 1000 do t[i] = { i } end
      log[#log + 1] = 'allocated'
    end })
    setmetatable({}, { __gc = function()
      collectgarbage()
      log[#log + 1] = 'collected'
    end })
    setmetatable({}, { __gc = function()
      finalized 'child'
      log[#log + 1] = 'parent'
    end })
    setmetatable({}, { __gc = function()
      local co = coroutine.wrap(function() coroutine.yield 'y' end)
      log[#log + 1] = co()
    end })
  end
  make()
  collect()
  collect()
  local text = said()
  for _, word in ipairs { 'allocated', 'collected', 'parent', 'child', 'y' } do check(text:find(word, 1, true),
    word .. ' in ' .. text) end
end
do
  local yielded
  local function make()
    setmetatable({}, { __gc = function() yielded = { pcall(coroutine.yield) } end })
  end
  make()
  collect()
  eq(yielded[1], false)
end

-- A finalizer sees no error of the code that it interrupts, and leaves that code's state alone.
do
  local total, finalizers = 0, 0
  for i = 1, 20000 do
    setmetatable({}, { __gc = function() finalizers = finalizers + 1 end })
    local ok, err = pcall(error, i)
    total = total + err
  end
  collect()
  eq(total, 200010000)
  eq(finalizers, 20000)
end

-- Closures, coroutines and string keys as garbage holders.
do
  local function make()
    local object = finalized 'upvalue'
    return function() return object end
  end
  local f = make()
  collect()
  eq(said(), '')
  eq(f().name, 'upvalue')
  f = nil
  collect()
  eq(said(), 'upvalue')
  local function suspended()
    local co = coroutine.create(function()
      local object = finalized 'local of a coroutine'
      coroutine.yield()
      return object
    end)
    coroutine.resume(co)
    return co
  end
  local co = suspended()
  collect()
  eq(said(), '')
  coroutine.resume(co)
  co = nil
  collect()
  eq(said(), 'local of a coroutine')
  co = suspended()
  co = nil
  collect()
  eq(said(), 'local of a coroutine')
end

-- A variable overwritten or set to nil no longer holds its object.
do
  local object = finalized 'first'
  object = finalized 'second'
  collect()
  eq(said(), 'first')
  object = nil
  collect()
  eq(said(), 'second')
end

-- Objects in weak tables and in a resurrected object's fields.
do
  local saved
  local function make()
    local inner = finalized 'inner'
    setmetatable({ inner = inner }, { __gc = function(o) saved = o.inner end })
  end
  make()
  collect()
  eq(said(), 'inner')
  eq(saved.name, 'inner')
  saved = nil
end

-- Without a collection nothing is finalized while the collector is stopped.
do
  collectgarbage 'stop'
  local function make() for i = 1, 100 do finalized('s' .. i) end end
  make()
  local junk = {}
  for i = 1, 1000 do junk[i % 10] = ('x'):rep(i) end
  eq(#log, 0)
  collectgarbage 'restart'
  collect()
  eq(#log, 100)
  said()
end

print('ok gc-finalizers ' .. checks)
