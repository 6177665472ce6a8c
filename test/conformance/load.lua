-- load: text and function sources, chunk names, environments, modes, syntax errors, upvalues.
-- Text.
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
local function syntax(text, source)
  checks = checks + 1
  local chunk, err = load(source, '=s')
  if chunk then error('compiled, want: ' .. text, 2) end
  if not string.find(err, text, 1, true) then error('error was: ' .. err, 2) end
end
local function list(want, ...)
  checks = checks + 1
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, ' ', 1, got.n)
  if text ~= want then error(string.format('got [%s], want [%s]', text, want), 2) end
end

eq(load 'return 1 + 1'(), 2)
eq(type(load ''), 'function')
list('', load ''())
list('1 2 3', load 'return ...'(1, 2, 3))
eq(load 'local a = ... ; return a * 2'(21), 42)
eq(select('#', load 'return'()), 0)
eq(load 'x_from_load = 5' and x_from_load, nil)
load 'x_from_load = 5'()
eq(x_from_load, 5)
x_from_load = nil
eq(load '-- only a comment'(), nil)
eq(load '\u{feff}return 1', nil)

-- Function sources: pieces until nil or an empty string.
local function pieces(...)
  local list_of, i = { ... }, 0
  return function()
    i = i + 1
    return list_of[i]
  end
end
eq(load(pieces('return ', '1 ', '+ 2'))(), 3)
eq(load(pieces('ret', 'urn "a', 'b"'))(), 'ab')
eq(load(pieces('return 1', '', 'syntax error here'))(), 1)
eq(type(load(pieces())), 'function')
eq(type(load(pieces(''))), 'function')
local source = 'local t = {} for i = 1, 10 do t[#t + 1] = i * i end return table.concat(t, " ")'
local position = 0
eq(load(function()
  position = position + 1
  local c = source:sub(position, position)
  return c ~= '' and c or nil
end)(), '1 4 9 16 25 36 49 64 81 100')
list('true nil reader function must return a string', pcall(load, function() return {} end))
list('true nil reader function must return a string', pcall(load, function() return true end))
list('true nil in reader', pcall(load, function() error('in reader', 0) end))
local object = {}
local _, chunk, err = pcall(load, function() error(object) end)
check(chunk == nil and err == object)

-- Chunk names in messages.
local function name_of(...)
  local _, message = pcall(load(...))
  return message
end
eq(name_of('error "m"', '=name'), 'name:1: m')
eq(name_of('error "m"', '@dir/file.lua'), 'dir/file.lua:1: m')
eq(name_of('error "m"', 'text'), '[string "text"]:1: m')
eq(name_of 'error "m"', '[string "error "m""]:1: m')
eq(name_of '\nerror "m"', '[string "..."]:2: m')
eq(name_of('error "m"', 'first line\nsecond'), '[string "first line..."]:1: m')
eq(name_of(pieces('error "m"')), '(load):1: m')
check(name_of('error "m"', '=' .. ('x'):rep(100)):match '^x+:1: m$' ~= nil)
eq(#name_of('error "m"', '=' .. ('x'):rep(100)), 59 + 5)
check(name_of('error "m"', '@' .. ('y'):rep(100)):match '^%.%.%.y+:1: m$' ~= nil)
check(name_of('error "m"', ('z'):rep(100)):match '^%[string "z+%.%.%."%]:1: m$' ~= nil)
eq(name_of('error "m"', '='), ':1: m')
eq(name_of('error "m"', '@'), ':1: m')

-- Syntax errors: nil and a message with name and line.
chunk, err = load('x = = 1', '=s')
eq(chunk, nil)
eq(err, "s:1: unexpected symbol near '='")
chunk, err = load('\n\nif', '@file')
eq(err, "file:3: unexpected symbol near <eof>")
chunk, err = load('x = }', '=s')
eq(err, "s:1: unexpected symbol near '}'")
chunk, err = load('for', '=s')
eq(err, 's:1: <name> expected near <eof>')

-- Environments.
local env = {}
load('x = 1; y = x + 1', '=s', 't', env)()
eq(env.x, 1)
eq(env.y, 2)
eq(x, nil)
eq(load('return x', '=s', 't', { x = 'from env' })(), 'from env')
eq(load('return _ENV', '=s', 't', env)(), env)
eq(load('local _ENV = { x = 5 }; return x', '=s', 't', env)(), 5)
eq(load('return function() return x end', '=s', 't', env)()(), 1)
eq(load('return x', '=s', 't', setmetatable({}, { __index = function(_, k) return k .. '!' end }))(), 'x!')
eq(load('return _ENV', '=s', 't', 42)(), 42)
fails('attempt to index a number value (upvalue \'_ENV\')', load('return x', '=s', 't', 42))
eq(load('return _ENV', '=s', 't', nil)(), nil)
eq(load 'return _ENV'(), _G)
eq(load('return _G', '=s', 't', {})(), nil)
env = {}
local f = load('function g() counter = (counter or 0) + 1 return counter end', '=s', 't', env)
f()
eq(env.g(), 1)
eq(env.g(), 2)
eq(counter, nil)

-- Mode: text accepted by 't' and 'bt', refused by 'b'.
eq(type(load('return 1', '=s', 't')), 'function')
eq(type(load('return 1', '=s', 'bt')), 'function')
list("nil attempt to load a text chunk (mode is 'b')", load('return 1', '=s', 'b'))

-- Each call of load makes a new function; each call of the chunk makes new closures.
check(load 'return 1' ~= load 'return 1')
local make = load 'local n = 0 return function() n = n + 1 return n end'
local a, b = make(), make()
list('1 2 1', a(), a(), b())

-- Arguments.
fails('bad argument #1', load)
fails('bad argument #1', load, {})
fails('bad argument #1', load, nil)
fails('string expected', load, 'x', {})
eq(load(12), nil)

-- Generated code: many functions, constants, nesting, long expressions.
do
  local parts = {}
  local piece = 'local function f%d() return %d end if f%d() ~= %d then error "x" end'
  for i = 1, 2000 do parts[i] = piece:format(i % 100, i, i % 100, i) end
  for i = 1, 2000 do parts[i] = 'do ' .. parts[i] .. ' end' end
  load(table.concat(parts, '\n'))()
  parts = {}
  for i = 1, 70000 do parts[i] = ('%d.5'):format(i) end
  local big = load('return {' .. table.concat(parts, ',') .. '}')()
  eq(#big, 70000)
  for _, i in ipairs { 1, 255, 256, 257, 65535, 65536, 65537, 70000 } do eq(big[i], i + 0.5) end
  parts = {}
  for i = 1, 70000 do parts[i] = ('s%d'):format(i) end
  big = load('local t = {} ' .. 't.' .. table.concat(parts, ' = 1 t.') .. ' = 1 return t')()
  local n = 0
  for _ in pairs(big) do n = n + 1 end
  eq(n, 70000)
  eq(load('return ' .. ('('):rep(150) .. '1' .. (')'):rep(150))(), 1)
  eq(load(('do '):rep(150) .. 'x_nested = 1 ' .. ('end '):rep(150)) ~= nil, true)
  eq(load(('if true then '):rep(100) .. 'return 7 ' .. ('end '):rep(100))(), 7)
  eq(load('local n = 0 ' .. ('n = n + 1 '):rep(50000) .. 'return n')(), 50000)
  eq(load('local n = 0 for i = 1, 3 do ' .. ('n = n + 1 '):rep(40000) .. 'end return n')(), 120000)
  eq(load('local n = 0 while n < 2 do if n < 0 then ' .. ('n = n + 1 '):rep(40000) .. 'end n = n + 1 end return n')(),
    2)
end

-- A chunk is a vararg function with upvalue _ENV, and may return after any block.
eq(load 'do return 5 end'(), 5)
eq(load 'for i = 1, 3 do if i == 2 then return i end end'(), 2)
eq(load 'while true do return ... end'('v'), 'v')

-- dofile and loadfile are the host's; loading in a loop does not leak the environment of others.
for i = 1, 200 do
  local e = { i = i }
  eq(load('j = i * 2 return j', '=s', 't', e)(), i * 2)
  eq(e.j, i * 2)
end
eq(j, nil)

print('ok load ' .. checks)
