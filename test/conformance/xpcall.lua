-- xpcall: arguments, results, handlers, errors in handlers, tracebacks, yields and nesting.
-- Results and arguments.
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

list('true 1 nil 3', xpcall(function(...) return ... end, print, 1, nil, 3))
list('true', xpcall(function() end, print))
list('false handled: e', xpcall(error, function(e) return 'handled: ' .. tostring(e) end, 'e'))
list('false 1', xpcall(error, function() return 1, 2, 3 end))
list('false nil', xpcall(error, function() end))
list('false e', xpcall(error, function(e) return e end, 'e', 0))
fails('function expected', xpcall, print)
fails('bad argument #2', xpcall)
fails('function expected', xpcall, print, {})
fails('function expected', xpcall, print, nil)

-- The handler gets the value itself, once, at the point of the error, with the stack still there.
local object = {}
local seen = {}
local ok, e = xpcall(function() error(object) end, function(x)
  seen[#seen + 1] = x
  return x
end)
check(not ok and e == object and #seen == 1 and seen[1] == object)
if debug and debug.traceback then
  local text
  local function inner_function() error 'deep' end
  local function outer_function() inner_function() end
  xpcall(outer_function, function(m)
    text = debug.traceback(m, 1)
    return m
  end)
  check(text:find 'deep' and text:find 'inner_function' and text:find 'stack traceback:')
  ok, e = xpcall(outer_function, debug.traceback)
  check(not ok and e:find 'deep' and e:find 'stack traceback:')
  ok, e = xpcall(error, debug.traceback, object)
  check(e == object)
end

-- A handler runs for every kind of error.
local function kind(f, ...) return (select(2, xpcall(f, function(m) return 'H ' .. type(m) end, ...))) end
eq(kind(error, 'x'), 'H string')
eq(kind(error, {}), 'H table')
eq(kind(error), 'H nil')
eq(kind(function() return nil + 1 end), 'H string')
eq(kind(function() local x; x() end), 'H string')
eq(kind(string.rep), 'H string')
eq(kind(nil), 'H string')
eq(kind({}), 'H string')
eq(kind(assert, false), 'H string')
eq(kind(table.sort, { 1, {} }), 'H string')
eq(kind(function() local x <close> = 42 end), 'H string')
eq(kind(function() for i = 1, 10, 0 do end end), 'H string')
eq(kind(load, {}), 'H string')

-- Errors in the handler: it is called again for its own error, in the end it gives up with a status.
ok, e = xpcall(error, function() error 'again' end, 'first')
eq(ok, false)
check(e ~= nil)
local calls = 0
ok, e = xpcall(error, function(m)
  calls = calls + 1
  if calls < 5 then error('level ' .. calls, 0) end
  return 'settled on ' .. tostring(m)
end, 'first')
eq(ok, false)
eq(e, 'settled on level 4')
eq(calls, 5)
ok, e = xpcall(error, function(m) return m.missing.field end, 'first')
eq(ok, false)
ok, e = xpcall(error, error, 'first')
eq(ok, false)
ok, e = xpcall(nil, error)
eq(ok, false)
ok, e = xpcall(error, function(m)
  local ok2, e2 = pcall(error, 'inside', 0)
  return tostring(ok2) .. ' ' .. e2 .. ' ' .. m
end, 'outside', 0)
eq(e, 'false inside outside')

-- Nesting: the innermost handler takes the error, outer ones only what is raised again.
local trace = {}
local function handler(name)
  return function(m)
    trace[#trace + 1] = name .. '(' .. tostring(m) .. ')'
    return name
  end
end
xpcall(function()
  local _, e1 = xpcall(error, handler 'inner', 'one')
  xpcall(function() error(e1, 0) end, handler 'middle')
  error('two', 0)
end, handler 'outer')
eq(table.concat(trace, ' '), 'inner(one) middle(inner) outer(two)')
trace = {}
xpcall(function() pcall(error, 'hidden') error('shown', 0) end, handler 'h')
eq(table.concat(trace, ' '), 'h(shown)')
local function nest(n)
  if n == 0 then error('bottom', 0) end
  local ok2, e2 = xpcall(nest, function(m) return m .. n end, n - 1)
  if ok2 then error 'not reached' end
  error(e2, 0)
end
ok, e = pcall(nest, 9)
eq(e, 'bottom123456789')

-- Handlers may use the whole language: tables, closures, protected calls, coroutines, collection.
ok, e = xpcall(error, function(m)
  local t = {}
  for i = 1, 100 do t[i] = { i } end
  collectgarbage()
  local co = coroutine.wrap(function(x) coroutine.yield(x) return 'end' end)
  return co(m) .. co() .. #t .. load 'return 1'()
end, 'm')
eq(e, 'mend1001')

-- A handler for a stack overflow has room to work.
local function endless(n) return 1 + endless(n + 1) end
ok, e = xpcall(endless, function(m)
  local t = {}
  for i = 1, 10 do t[i] = tostring(i) end
  return (m:match 'stack overflow' or m) .. table.concat(t)
end, 1)
eq(ok, false)
eq(e, 'stack overflow12345678910')
ok, e = xpcall(endless, function(m) return endless(1) end, 1)
eq(ok, false)

-- The call is not in tail position and does not hide values of the caller.
local function f(...)
  local a, b = 1, 2
  local _, x = xpcall(function(...) return select('#', ...) end, print, ...)
  return a + b + x
end
eq(f(1, 2, 3), 6)
for i = 1, 5000 do
  local ok2, v = xpcall(function(x) if x % 2 == 0 then error(x, 0) end return x end, function(m) return -m end, i)
  check(ok2 == (i % 2 == 1) and v == (ok2 and i or -i))
end

print('ok xpcall ' .. checks)
