-- The basic functions besides those with files of their own, _G, _VERSION, and what the libraries contain.
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

eq(_VERSION, 'Lua 5.4')
check(_G._G == _G)
check(_G.print == print and _G.string == string)
check(_ENV == _G)
new_global = 5
eq(_G.new_global, 5)
_G.new_global = nil
eq(new_global, nil)
eq(rawget(_G, 'never_defined'), nil)
eq(never_defined, nil)
for name in pairs(_G) do check(type(name) == 'string') end

-- Every function of the language's own libraries is there.
local function has(library, names)
  for name in names:gmatch '%S+' do eq(type(library[name]), 'function') end
end
has(_G, 'assert collectgarbage error getmetatable ipairs load next pairs pcall print rawequal rawget rawlen rawset select')
has(_G, 'setmetatable tonumber tostring type warn xpcall')
has(string, 'byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper')
has(table, 'concat insert move pack remove sort unpack')
has(math, 'abs acos asin atan ceil cos deg exp floor fmod log max min modf rad random randomseed sin sqrt tan')
has(math, 'tointeger type ult')
has(coroutine, 'close create isyieldable resume running status wrap yield')
has(utf8, 'char codepoint codes len offset')
has(os, 'clock date difftime time')
eq(type(utf8.charpattern), 'string')
eq(math.maxinteger, 9223372036854775807)
eq(math.mininteger, -9223372036854775807 - 1)

-- print takes anything that tostring takes, and returns nothing.
eq(select('#', (function() return end)()), 0)
eq(type(print), 'function')

-- warn: control messages switch it; arguments must be strings.
eq(select('#', warn '@off'), 0)
warn 'not shown'
warn('not ', 'shown ', 'either')
warn '@unknown control message'
fails('string expected', warn)
fails('string expected', warn, {})
fails('string expected', warn, 'a', nil)
fails('string expected', warn, 'a', {}, 'c')
warn(1, 2.5)

-- next, rawequal, rawlen, rawget, rawset with wrong arguments; type and select are elsewhere.
fails('value expected', rawequal)
fails('value expected', rawequal, 1)
eq(rawequal('a', 'a'), true)
eq(rawequal(1, 1.0), true)
eq(rawequal({}, {}), false)
fails('table or string expected', rawlen)
fails('table expected', rawget)
fails('table expected', rawset)
fails('value expected', rawget, {})
fails('value expected', rawset, {}, 1)

-- Library tables are ordinary tables: functions can be replaced and put back.
local upper = string.upper
string.upper = function(s) return '<' .. upper(s) .. '>' end
eq(('x'):upper(), '<X>')
string.upper = upper
eq(('x'):upper(), 'X')
local original = tostring
tostring = function() return 'mine' end
eq(tostring(5), 'mine')
tostring = original
eq(tostring(5), '5')

-- Functions taken as values work without their table.
local floor, insert, find = math.floor, table.insert, string.find
eq(floor(2.5), 2)
local t = {}
insert(t, 'x')
eq(t[1], 'x')
eq(find('abc', 'c'), 3)

-- Global functions and variables of one chunk are seen in another.
load 'shared_value = 10; function shared_function(n) return shared_value * n end'()
eq(shared_function(2), 20)
shared_value = 3
eq(load 'return shared_function(2)'(), 6)
shared_value, shared_function = nil, nil

-- Method calls on literals, calls without parentheses, chained calls.
eq(('%d-%s'):format(1, 'x'), '1-x')
eq(#'literal', 7)
eq(type {}, 'table')
eq(type 'x', 'string')
eq(type [[x]], 'string')
local function chain(s) return function(u) return s .. (type(u) == 'table' and u[1] or u) end end
eq(chain 'a' 'b', 'ab')
eq(chain 'a' { 'c' }, 'ac')
eq(chain('a')('d'):upper(), 'AD')

print('ok basic-library ' .. checks)
