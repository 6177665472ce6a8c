-- Tail calls use no stack: a million deep, mutual, through fields, methods, __call, pcall and varargs.
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

local function loop(n) if n > 0 then return loop(n - 1) end return 'done' end
eq(loop(1000000), 'done')
local function accumulate(n, acc) if n == 0 then return acc end return accumulate(n - 1, acc + n) end
eq(accumulate(1000000, 0), 500000500000)
local ping, pong
function ping(n) if n == 0 then return 'ping' end return pong(n - 1) end
function pong(n) if n == 0 then return 'pong' end return ping(n - 1) end
eq(ping(1000001), 'pong')
local object = { n = 0 }
function object:step(k)
  self.n = self.n + 1
  if k > 0 then return self:step(k - 1) end
  return self.n
end
eq(object:step(200000), 200001)
local t = {}
function t.f(n) if n > 0 then return t.f(n - 1) end return 'field' end
eq(t.f(200000), 'field')
local callable = setmetatable({}, { __call = function(self,
  n) if n > 0 then return self(n - 1) end return 'called' end })
eq(callable(200000), 'called')
local function varargs(n, ...) if n > 0 then return varargs(n - 1, ...) end return select('#', ...), ... end
list('3 a nil c', varargs(200000, 'a', nil, 'c'))
local function growing(n, ...) if n > 0 then return growing(n - 1, n, ...) end return select('#', ...) end
eq(growing(250), 250)
local function in_branches(n)
  if n == 0 then
    return 'end'
  elseif n % 3 == 0 then
    return in_branches(n - 1)
  elseif n % 3 == 1 then
    do return in_branches(n - 1) end
  else
    for _ = 1, 1 do return in_branches(n - 1) end
  end
end
eq(in_branches(300000), 'end')
local function with_upvalues(n)
  local captured = n
  local function get() return captured end
  if n == 0 then return get() end
  return with_upvalues(get() - 1)
end
eq(with_upvalues(200000), 0)
eq(load 'local f; function f(n) if n > 0 then return f(n - 1) end return "loaded" end return f(200000)'(), 'loaded')
local co = coroutine.wrap(function(n)
  local function run(k)
    if k % 50000 == 0 then coroutine.yield(k) end
    if k > 0 then return run(k - 1) end
    return 'end of coroutine'
  end
  return run(n)
end)
list('100000 50000 0', co(100000), co(), co())
eq(co(), 'end of coroutine')

-- A tail call of a C function, and C functions that call back.
local function c_tail(n) return math.max(n, 3) end
eq(c_tail(2), 3)
local function select_tail(...) return select(2, ...) end
list('b c', select_tail('a', 'b', 'c'))
eq(pcall(loop, 300000), true)
eq(select(2, pcall(loop, 300000)), 'done')
local function through_pcall(n)
  if n == 0 then return 'bottom' end
  return pcall(through_pcall, n - 1)
end
list('true true true bottom', through_pcall(3))

-- What is not a tail call keeps its frame and adjusts its results.
local function two() return 1, 2 end
local function parenthesised() return (two()) end
eq(select('#', parenthesised()), 1)
local function plus() return two() + 0 end
eq(plus(), 1)
local function pair() return two(), 3 end
list('1 3', pair())
local function stored() local a, b = two() return a, b end
list('1 2', stored())
local function logical() return true and two() end
eq(select('#', logical()), 1)
local function not_tail(n) if n == 0 then return 0 end return (not_tail(n - 1)) end
eq(not_tail(10000), 0)
fails('stack overflow', function()
  local function f() return (f()) end
  return f()
end)

-- An error after tail calls has the position of the function that is there now.
local chunk = load([[
local function fails() error 'here' end
local function middle() return fails() end
local function first() return middle() end
first()
]], '=c')
fails('c:1: here', chunk)
if debug and debug.traceback then
  local text
  xpcall(chunk, function(m) text = debug.traceback(m) return m end)
  check(text:find('(...tail calls...)', 1, true))
end

-- A state machine in tail calls.
local rooms, visited = {}, {}
local function room(name)
  rooms[name] = function(moves, i)
    visited[#visited + 1] = name
    local move = moves[i]
    if not move then return 'end in ' .. name end
    return rooms[move](moves, i + 1)
  end
end
room 'hall'
room 'kitchen'
eq(rooms.hall({ 'kitchen', 'hall', 'kitchen' }, 1), 'end in kitchen')
eq(table.concat(visited, ' '), 'hall kitchen hall kitchen')

-- Continuation-passing style: no frame grows.
local function factorial(n, k)
  if n == 0 then return k(1) end
  return factorial(n - 1, function(v) return k(n * v % 1000003) end)
end
eq(factorial(50000, function(v) return v end) >= 0, true)

print('ok tail-calls ' .. checks)
