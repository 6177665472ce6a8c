-- _ENV: as an upvalue, a local, a parameter; sandboxes, strict globals, modules.
-- Globals are fields of _ENV.
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

do
  local _ENV = { check = check, eq = eq }
  x = 1
  eq(x, 1)
  eq(_ENV.x, 1)
  function f() return x + 1 end
  eq(_ENV.f(), 2)
  eq(print, nil)
end
eq(x, nil)
eq(f, nil)

-- As a parameter and in closures: each keeps the one in scope where it was written.
local function reader(_ENV) return function() return name end end
eq(reader { name = 'first' }(), 'first')
eq(reader { name = 'second' }(), 'second')
local function writer(_ENV) name = 'written' return _ENV end
eq(writer({}).name, 'written')
local get
do
  local _ENV = { v = 5 }
  function get_v() return v end
  get = get_v
end
eq(get(), 5)
eq(get_v, nil)

-- nil and other values as _ENV.
fails("attempt to index a nil value (upvalue '_ENV')", load('local _ENV = nil; return (function() return x end)()',
  '=s'))
fails("attempt to index a nil value (local '_ENV')", load('local _ENV = nil; return x', '=s'))
fails("attempt to index a number value (local '_ENV')", load('local _ENV = 5; x = 1', '=s'))
eq(load 'local _ENV <const> = { x = 7 }; return x'(), 7)
eq(load 'local _ENV = "string"; return len'(), string.len)

-- A constant _ENV, and loops and functions over it.
do
  local _ENV <const> = { total = 0, ipairs = ipairs }
  for _, v in ipairs { 1, 2, 3 } do total = total + v end
  _ENV.done = total
  get = function() return done end
end
eq(get(), 6)

-- Sandboxes: what is not given is not there; writes stay inside.
local function sandbox(source, extra)
  local env = setmetatable(extra or {}, { __index = { tostring = tostring, string = string } })
  local chunk = assert(load(source, '=sandbox', 't', env))
  return env, chunk()
end
local env, result = sandbox 'leak = "inside"; return tostring(print)'
eq(result, 'nil')
eq(env.leak, 'inside')
eq(leak, nil)
fails("attempt to call a nil value (global 'print')", load('print "x"', '=s', 't', {}))

-- Strict globals through a metatable on a table of one's own.
local declared = {}
local strict = setmetatable({}, {
  __newindex = function(t, k, v)
    if not declared[k] then error('assignment to undeclared variable ' .. k, 2) end
    rawset(t, k, v)
  end,
  __index = function(_, k) if not declared[k] then error('undeclared variable ' .. k, 2) end end,
})
declared.allowed = true
load('allowed = 1', '=s', 't', strict)()
eq(strict.allowed, 1)
fails('s:1: assignment to undeclared variable typo', load('typo = 1', '=s', 't', strict))
fails('s:1: undeclared variable typo', load('return typo', '=s', 't', strict))

-- Global access passes through metamethods of _G as well.
do
  local old = getmetatable(_G)
  setmetatable(_G, { __index = function(_, k) return 'default ' .. k end })
  eq(some_global, 'default some_global')
  setmetatable(_G, old)
end
eq(some_global, nil)

-- A module as a chunk with its own environment, and one as a table.
local function module(source)
  local m = setmetatable({}, { __index = _G })
  assert(load(source, '=module', 't', m))()
  return setmetatable(m, nil)
end
local m = module [[
local hidden = 10
function public(n) return n + hidden end
version = '1.0'
]]
eq(m.public(5), 15)
eq(m.version, '1.0')
eq(m.hidden, nil)
eq(version, nil)

-- setting _ENV in the middle of a function changes what follows only.
local function switch()
  local before = type
  local _ENV = { type = 'a field' }
  return before, type
end
local b, a = switch()
check(b == type and a == 'a field')

-- Names that are evaluated through _ENV in every construct.
do
  local log = {}
  local _ENV = setmetatable({}, {
    __index = function(_, k)
      log[#log + 1] = 'get ' .. k
      return 1
    end,
    __newindex = function(_, k) log[#log + 1] = 'set ' .. k end,
  })
  local _ = p + q
  r = s
  t, u = v, w
  function fn() end
  if z then end
  for _ = from, to do end
  local text = ''
  for i = 1, #log do text = text .. log[i] .. ',' end
  eq(text, 'get p,get q,get s,set r,get v,get w,set u,set t,set fn,get z,get from,get to,')
end

-- The environment of a loaded chunk is its first upvalue, shared by the functions that it makes.
local shared = {}
local setter, getter = load('return function(v) value = v end, function() return value end', '=s', 't', shared)()
setter(9)
eq(getter(), 9)
eq(shared.value, 9)

print('ok environments ' .. checks)
