-- The harmless parts of debug, each where the host offers it: traceback, getinfo, getlocal, metatables, upvalues.
-- traceback: message, level, form of each line, long stacks shortened in the middle.
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

if debug and debug.traceback then
  local chunk = load([[
local traceback = ...
local function inner()
  return (traceback('message', 1))
end
local function outer()
  local text = inner()
  return text
end
return outer
]], '=c')
  local outer = chunk(debug.traceback)
  local text = outer()
  local lines = {}
  for line in text:gmatch '[^\n]+' do lines[#lines + 1] = line end
  eq(lines[1], 'message')
  eq(lines[2], 'stack traceback:')
  check(lines[3]:match '^\tc:3: in .*inner' ~= nil, lines[3])
  check(lines[4]:match '^\tc:6: in ' ~= nil, lines[4])
  eq(debug.traceback('x', 100):match '^x\nstack traceback:' ~= nil, true)
  check(debug.traceback():match '^stack traceback:\n' ~= nil)
  local object = {}
  eq(debug.traceback(object), object)
  eq(debug.traceback(42):match '^42\n' ~= nil, true)
  eq(debug.traceback(nil):match '^stack traceback:' ~= nil, true)
  local function deep(n) if n == 0 then return (debug.traceback 'deep') end return (deep(n - 1)) end
  text = deep(100)
  check(text:find('...\t(skipping ', 1, true) and text:find('levels)', 1, true))
  check(select(2, text:gsub('\n', '')) < 30)
  local function named() return (debug.traceback()) end
  check(named():find("'named'", 1, true))
  text = select(2, xpcall(function() local x = nil; return x.y end, debug.traceback))
  check(text:find("attempt to index a nil value (local 'x')", 1, true) and text:find('stack traceback:', 1, true))
  check(select(2, pcall(string.rep)):find 'bad argument')
  local co = coroutine.create(function() local function paused() coroutine.yield() end paused() end)
  coroutine.resume(co)
  check(debug.traceback(co):find("'paused'", 1, true))
  check(debug.traceback(co, 'msg', 0):find('^msg\nstack traceback:'))
  check(select(2, debug.traceback(co, nil, 0):gsub('\n', '')) > select(2, debug.traceback(co, nil, 1):gsub('\n', '')))
end

-- getinfo: of functions and of levels.
if debug and debug.getinfo then
  local f = load('\nlocal function f(a, b, ...)\n  return a\nend\nreturn f', '@dir/name.lua')()
  local info = debug.getinfo(f)
  eq(info.short_src, 'dir/name.lua')
  eq(info.source, '@dir/name.lua')
  eq(info.what, 'Lua')
  eq(info.linedefined, 2)
  eq(info.lastlinedefined, 4)
  check(info.func == f)
  eq(info.nparams, 2)
  eq(info.isvararg, true)
  eq(info.nups, 0)
  eq(info.currentline, -1)
  local lines = debug.getinfo(f, 'L').activelines
  check(lines[3] and not lines[1])
  eq(debug.getinfo(print, 'S').what, 'C')
  eq(debug.getinfo(print, 'S').short_src, '[C]')
  eq(debug.getinfo(1000), nil)
  local line = load('local getinfo = ... \n\nreturn getinfo(1, "l").currentline', '=s')(debug.getinfo)
  eq(line, 3)
  local function named() return debug.getinfo(1, 'n') end
  local n = named()
  eq(n.name, 'named')
  local t = { method = function() local i = debug.getinfo(1, 'n') return i end }
  n = t:method()
  eq(n.name, 'method')
  eq(n.namewhat, 'method')
  local tail = (function() local i = debug.getinfo(1, 't') return i.istailcall end)
  local direct = tail()
  eq(direct, false)
  eq((function() return tail() end)(), true)
  fails('option', debug.getinfo, 1, 'X')
  fails('', debug.getinfo, 'x')
  local co = coroutine.create(function() coroutine.yield() end)
  coroutine.resume(co)
  check(debug.getinfo(co, 1, 'l').currentline > 0)
  eq(debug.getinfo(co, 50), nil)
end

-- getlocal: names and values of a level, parameters of a function.
if debug and debug.getlocal then
  local function f(a, b)
    local c = 'third'
    local names = {}
    for i = 1, 3 do
      local name, value = debug.getlocal(1, i)
      names[i] = name .. '=' .. tostring(value)
    end
    return table.concat(names, ' '), c
  end
  eq((f(1, 2)), 'a=1 b=2 c=third')
  eq(debug.getlocal(f, 1), 'a')
  eq(debug.getlocal(f, 3), nil)
end

-- getmetatable, setmetatable of values without a metatable of their own.
if debug and debug.getmetatable and debug.setmetatable then
  local hidden = {}
  check(debug.getmetatable(setmetatable({}, { __metatable = 'x' })).__metatable == 'x')
  debug.setmetatable(10, { __index = { double = function(n) return n * 2 end }, __call = function(n,
    m) return n + m end })
  eq((5):double(), 10)
  eq((5)(6), 11)
  debug.setmetatable(10, nil)
  debug.setmetatable(nil, { __index = function() return 'nil field' end })
  eq((nil).x, 'nil field')
  debug.setmetatable(nil, nil)
  debug.setmetatable(print, { __index = hidden })
  hidden.y = 1
  eq(print.y, 1)
  debug.setmetatable(print, nil)
  debug.setmetatable(true, { __tostring = function(b) return b and 'YES' or 'NO' end })
  eq(tostring(false), 'NO')
  debug.setmetatable(true, nil)
  eq(tostring(false), 'false')
end

-- Upvalues.
if debug and debug.getupvalue and debug.setupvalue then
  local a, b = 1, 2
  local function f() return a + b end
  list('a 1', debug.getupvalue(f, 1))
  list('b 2', debug.getupvalue(f, 2))
  eq(debug.getupvalue(f, 3), nil)
  eq(debug.setupvalue(f, 1, 10), 'a')
  eq(f(), 12)
  eq(a, 10)
  eq(b, 2)
  eq(debug.setupvalue(f, 5, 1), nil)
end

-- Errors carry positions whatever debug offers.
local _, message = pcall(load('\n\nerror "x"', '@dir/file.lua'))
eq(message, 'dir/file.lua:3: x')

print('ok debug-library ' .. checks)
