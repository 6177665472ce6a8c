-- To-be-closed variables: order, errors, every way out of a block, generic for.
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

local log = {}
local function said()
  local text = table.concat(log, ' ')
  log = {}
  return text
end
local function note(...) log[#log + 1] = table.concat({ ... }, '') end
local function closer(name)
  return setmetatable({ name = name }, { __close = function(self, err) note(self.name,
    err == nil and '' or '(' .. tostring(err) .. ')') end })
end
local function thrower(name)
  return setmetatable({}, { __close = function(_, err)
    note(name, err == nil and '' or '(' .. tostring(err) .. ')')
    error('from ' .. name, 0)
  end })
end

-- Normal end of a block: reverse order, once, before what follows.
do
  local a <close> = closer 'a'
  local b <close> = closer 'b'
  local c <const> = 1
  local d <close> = closer 'd'
  note 'body'
end
eq(said(), 'body d b a')

-- nil and false are accepted and ignored; other values need the metamethod.
do
  local a <close> = nil
  local b <close> = false
end
fails("variable 'x' got a non-closable value", function() local x <close> = {} end)
fails("variable 'x' got a non-closable value", function() local x <close> = 42 end)
fails("variable 'x' got a non-closable value", function() local x <close> = true end)
fails("variable 'name' got a non-closable value", function() local name <close> = setmetatable({}, {}) end)
fails('non-closable', function()
  local a <close> = closer 'a'
  local b <close> = print
end)
eq(said():match '^a%(.*non%-closable value%)$' ~= nil, true)

-- break, goto, return, loops.
for i = 1, 3 do
  local a <close> = closer('a' .. i)
  if i == 2 then break end
end
eq(said(), 'a1 a2')
local i = 0
while i < 2 do
  i = i + 1
  local a <close> = closer('w' .. i)
end
repeat
  local a <close> = closer 'r'
  note 'until'
until a.name == 'r'
eq(said(), 'w1 w2 until r')
do
  local n = 0
  ::again::
  do
    local a <close> = closer('g' .. n)
    n = n + 1
    if n < 3 then goto again end
  end
end
eq(said(), 'g0 g1 g2')
local function returns()
  local a <close> = closer 'a'
  local b <close> = closer 'b'
  return note 'value' or 1, 2, 3
end
list('1 2 3', returns())
eq(said(), 'value b a')
local function vararg(...)
  local a <close> = closer 'a'
  return ...
end
list('x y nil', vararg('x', 'y', nil))
list('', vararg())
said()
local function many(n)
  local a <close> = closer 'many'
  local t = {}
  for k = 1, n do t[k] = k end
  return table.unpack(t)
end
eq(select('#', many(100)), 100)
eq(select(100, many(100)), 100)
said()

-- The values of return are computed before closing; a call in return is no tail call.
local state = 'open'
local function reads()
  local a <close> = setmetatable({}, { __close = function() state = 'closed' end })
  return state
end
eq(reads(), 'open')
eq(state, 'closed')
state = 'open'
local function calls()
  local a <close> = setmetatable({}, { __close = function() state = 'closed' end })
  return (function() return state end)()
end
eq(calls(), 'open')
local function tail()
  local a <close> = closer 'a'
  return note 'callee'
end
tail()
eq(said(), 'callee a')

-- Errors: the handler gets the error; a new error replaces it; all handlers run.
fails('boom', function()
  local a <close> = closer 'a'
  local b <close> = closer 'b'
  error('boom', 0)
end)
eq(said(), 'b(boom) a(boom)')
fails('from b', function()
  local a <close> = closer 'a'
  local b <close> = thrower 'b'
  error('boom', 0)
end)
eq(said(), 'b(boom) a(from b)')
fails('from a', function()
  local a <close> = thrower 'a'
  local b <close> = thrower 'b'
  local c <close> = closer 'c'
end)
eq(said(), 'c b a(from b)')
fails('from x', function()
  local a <close> = closer 'a'
  do
    local x <close> = thrower 'x'
  end
  note 'not reached'
end)
eq(said(), 'x a(from x)')
fails('from x', function()
  local a <close> = closer 'a'
  local x <close> = thrower 'x'
  return 1, 2
end)
eq(said(), 'x a(from x)')
do
  local object = {}
  local ok, err = pcall(function()
    local a <close> = setmetatable({}, { __close = function(_, e) check(e == object) end })
    error(object)
  end)
  check(not ok and err == object)
  ok, err = pcall(function()
    local a <close> = setmetatable({}, { __close = function(_, e) check(e == nil) end })
    error(nil)
  end)
  check(not ok and err == nil)
end
fails('from in', function()
  for _ = 1, 3 do
    local x <close> = thrower 'in'
    if true then break end
  end
end)
eq(said(), 'in')

-- Nested protected calls inside a handler do not disturb the error under way.
fails('outer', function()
  local a <close> = setmetatable({}, { __close = function(_, e)
    note(e)
    note(tostring(select(2, pcall(error, 'inner', 0))))
    local b <close> = closer 'nested'
  end })
  error('outer', 0)
end)
eq(said(), 'outer inner nested')
do
  local ok, trace = xpcall(function()
    local a <close> = closer 'a'
    error('traced', 0)
  end, function(e)
    note 'handler'
    return e .. '!'
  end)
  eq(trace, 'traced!')
  eq(said(), 'handler a(traced!)')
end

-- The value is fixed when the variable is made; the metamethod is looked up when it is closed.
do
  local meta = { __close = function() note 'first' end }
  do
    local a <close> = setmetatable({}, meta)
    meta.__close = function() note 'second' end
  end
  eq(said(), 'second')
end
fails("metamethod 'close'", function()
  local meta = { __close = function() end }
  local a <close> = setmetatable({}, meta)
  meta.__close = nil
end)
do
  local callable = setmetatable({}, { __call = function(_, _, e) note('called', tostring(e)) end })
  do local a <close> = setmetatable({}, { __close = callable }) end
  eq(said(), 'callednil')
end

-- Captured by closures: the upvalue is closed after the handler has run.
do
  local get
  do
    local a <close> = setmetatable({}, { __close = function() note(type(get())) end })
    get = function() return a end
  end
  eq(said(), 'table')
  eq(type(get()), 'table')
end

-- Generic for: the fourth value is closed at the end, at break, at return, at an error.
local function range(n, closing)
  return function(_, k) if k < n then return k + 1 end end, nil, 0, closing
end
for k in range(3, closer 'end') do note(k) end
eq(said(), '1 2 3 end')
for k in range(3, closer 'break') do if k == 2 then break end end
eq(said(), 'break')
local function found()
  for k in range(3, closer 'return') do if k == 2 then return k end end
end
eq(found(), 2)
eq(said(), 'return')
fails('stop', function() for _ in range(3, closer 'error') do error('stop', 0) end end)
eq(said(), 'error(stop)')
fails('bad step', function() for _ in function() error('bad step', 0) end, nil, nil, closer 'iterator' do end end)
eq(said(), 'iterator(bad step)')
for k in range(2, closer 'outer') do
  for j in range(2, closer('inner' .. k)) do
    if j == 2 then goto continue end
  end
  ::continue::
end
eq(said(), 'inner1 inner2 outer')
for _ in range(1, nil) do end
for _ in range(1, false) do end
fails("variable '(for state)' got a non-closable value", function() for _ in range(1, {}) do end end)

-- Deep nesting of blocks and of calls with variables to close.
local depth = 0
local function nest(n)
  local a <close> = setmetatable({}, { __close = function() depth = depth + 1 end })
  if n > 0 then nest(n - 1) end
end
nest(150)
eq(depth, 151)
depth = 0
fails('deep', function()
  local function fail(n)
    local a <close> = setmetatable({}, { __close = function() depth = depth + 1 end })
    if n == 0 then error 'deep' end
    fail(n - 1)
  end
  fail(100)
end)
eq(depth, 101)
local source = {}
for k = 1, 100 do source[k] = ('local v%d <close> = ...'):format(k) end
depth = 0
load(table.concat(source, '\n'))(setmetatable({}, { __close = function() depth = depth + 1 end }))
eq(depth, 100)

print('ok close-variables ' .. checks)
