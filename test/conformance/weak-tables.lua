-- Weak tables: values, keys, both, ephemerons; what is never collected; changing the mode.
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

local function size(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end
local function collect()
  local a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t -- clears what earlier calls left on the stack
  collectgarbage()
  collectgarbage()
end

-- Weak values.
local keep = {}
local values = setmetatable({}, { __mode = 'v' })
local function fill()
  for i = 1, 10 do values[i] = {} end
  values.kept = keep
  values.number, values.string, values.boolean, values.light = 42, 'text' .. tostring(keep), true, print
  values.closure = function() return keep end
  values.thread = coroutine.create(function() end)
end
fill()
collect()
for i = 1, 10 do eq(values[i], nil) end
check(values.kept == keep)
eq(values.number, 42)
eq(type(values.string), 'string')
eq(values.boolean, true)
check(values.light == print)
eq(values.closure, nil)
eq(values.thread, nil)
eq(size(values), 5)

-- Weak keys: the entry goes when the key is gone, whatever the value.
local keys = setmetatable({}, { __mode = 'k' })
local function fill_keys()
  for i = 1, 10 do keys[{}] = i end
  keys[keep] = 'kept'
  keys.text, keys[1], keys[true] = {}, {}, {}
  keys[function() return keep end] = 1
end
fill_keys()
collect()
eq(size(keys), 4)
eq(keys[keep], 'kept')
eq(type(keys.text), 'table')
eq(type(keys[1]), 'table')

-- Both.
local both = setmetatable({}, { __mode = 'kv' })
local function fill_both()
  both[keep] = {}
  both[{}] = keep
  both.a = {}
  both.b = keep
  both[1] = 1
end
fill_both()
collect()
eq(size(both), 2)
check(both.b == keep)
eq(both[1], 1)

-- Strong values in a strong table stay; the mode is read from the metatable at each collection.
local mode = {}
local t = setmetatable({}, mode)
t[1], t[2] = {}, {}
collect()
eq(size(t), 2)
mode.__mode = 'v'
collect()
eq(size(t), 0)
t[1] = {}
mode.__mode = nil
collect()
eq(size(t), 1)
setmetatable(t, { __mode = 'v' })
collect()
eq(size(t), 0)
mode.__mode = 5
check(setmetatable({}, mode) ~= nil)
collect()

-- Ephemerons: a value that refers to its own key does not keep it alive.
local ephemeron = setmetatable({}, { __mode = 'k' })
local function fill_ephemeron()
  for _ = 1, 10 do
    local key = {}
    ephemeron[key] = { key }
  end
  for _ = 1, 10 do
    local key = {}
    ephemeron[key] = function() return key end
  end
end
fill_ephemeron()
collect()
eq(size(ephemeron), 0)

-- A chain through several keys lives as long as its head, in any order of insertion.
local head = {}
local function chain(n)
  local key = head
  for i = 1, n do
    local following = { i }
    ephemeron[key] = following
    key = following
  end
end
chain(100)
collect()
eq(size(ephemeron), 100)
local length, key = 0, head
while ephemeron[key] do
  length, key = length + 1, ephemeron[key]
end
eq(length, 100)
key = nil
head = nil
collect()
eq(size(ephemeron), 0)
local other = setmetatable({}, { __mode = 'k' })
local anchor = {}
local function cross()
  local a, b = {}, {}
  ephemeron[anchor] = a
  other[a] = b
  ephemeron[b] = 'reached through two tables'
  local c, d = {}, {}
  ephemeron[c] = d
  other[d] = c
end
cross()
collect()
eq(size(ephemeron), 2)
eq(size(other), 1)
eq(ephemeron[other[ephemeron[anchor]]], 'reached through two tables')
anchor = nil
collect()
eq(size(ephemeron) + size(other), 0)

-- Resurrected by a finalizer: gone from weak values before it runs, from weak keys after.
local log = {}
local wv, wk = setmetatable({}, { __mode = 'v' }), setmetatable({}, { __mode = 'k' })
local function resurrect()
  local object = setmetatable({}, { __gc = function(o) log[#log + 1] = tostring(wv[1]) .. ' ' .. tostring(wk[o]) end })
  wv[1] = object
  wk[object] = 'still there'
end
resurrect()
collect()
eq(log[1], 'nil still there')
collect()
eq(size(wk), 0)

-- Traversal and assignment while entries vanish.
local cache = setmetatable({}, { __mode = 'v' })
for i = 1, 500 do cache['k' .. i] = {} end
local count = 0
for k in pairs(cache) do
  count = count + 1
  if count == 10 then collectgarbage() end
  cache[k] = nil
end
eq(next(cache), nil)
check(count >= 10)

-- A cache that recomputes, an object-private table.
local made = 0
local function cached(store, k)
  local v = store[k]
  if not v then
    made = made + 1
    v = { k }
    store[k] = v
  end
  return v
end
local store = setmetatable({}, { __mode = 'v' })
local held = cached(store, 'a')
cached(store, 'b')
collect()
check(cached(store, 'a') == held)
cached(store, 'b')
eq(made, 3)
local private = setmetatable({}, { __mode = 'k' })
local function Point(x)
  local self = {}
  private[self] = { x = x }
  return self
end
local p = Point(5)
Point(6)
collect()
eq(private[p].x, 5)
eq(size(private), 1)

-- Generational mode follows the same rules.
collectgarbage 'generational'
fill()
fill_keys()
fill_ephemeron()
collect()
eq(values[1], nil)
check(values.kept == keep)
eq(keys[keep], 'kept')
eq(size(ephemeron), 0)
collectgarbage 'incremental'

print('ok weak-tables ' .. checks)
