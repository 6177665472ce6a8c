-- len, sub, byte, char, rep, reverse, lower, upper, concatenation, and methods on strings.
-- len and #.
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

eq(#'', 0)
eq(('a\0b'):len(), 3)
eq(#'\0\0\0', 3)
eq(string.len(123), 3)
fails('string expected', string.len, {})

-- sub: every pair of indices against a slow definition.
local text = 'hello'
local function slow(s, i, j)
  if i < 0 then i = math.max(#s + i + 1, 1) elseif i == 0 then i = 1 end
  if j < 0 then j = #s + j + 1 elseif j > #s then j = #s end
  local out = {}
  for k = i, j do out[#out + 1] = string.char(s:byte(k)) end
  return table.concat(out)
end
for i = -8, 8 do
  for j = -8, 8 do eq(text:sub(i, j), slow(text, i, j)) end
  eq(text:sub(i), slow(text, i, -1))
end
eq(text:sub(math.mininteger, math.maxinteger), 'hello')
eq(text:sub(math.maxinteger, math.mininteger), '')
eq(text:sub(math.mininteger, math.mininteger), '')
eq(text:sub(2.0, '4'), 'ell')
eq((''):sub(1, 1), '')
eq(('a\0b'):sub(2, 2), '\0')
fails('number expected, got no value', string.sub, 'x')
fails('no integer representation', string.sub, 'x', 1.5)

-- byte and char.
list('104', text:byte())
list('101 108', text:byte(2, 3))
list('111', text:byte(-1))
list('', text:byte(6))
list('', text:byte(0))
list('', text:byte(3, 2))
list('104 101 108 108 111', text:byte(1, -1))
list('104 101', text:byte(-100, 2))
list('0 255', ('\0\255'):byte(1, 2))
eq(string.char(), '')
eq(string.char(72, 105), 'Hi')
eq(string.char(0, 255, 128), '\0\255\128')
for i = 0, 255 do eq(string.char(i):byte(), i) end
fails('value out of range', string.char, 256)
fails('value out of range', string.char, -1)
fails('value out of range', string.char, 65, math.maxinteger)
fails('number expected, got string', string.char, 'x')
local all = {}
for i = 0, 255 do all[i + 1] = i end
local every = string.char(table.unpack(all))
eq(#every, 256)
eq(select('#', every:byte(1, -1)), 256)
eq(select(256, every:byte(1, -1)), 255)
local big = ('x'):rep(100000)
eq(select('#', big:byte(1, -1)), 100000)
fails('string slice too long', string.byte, ('x'):rep(20000000), 1, -1)

-- rep.
eq(('ab'):rep(3), 'ababab')
eq(('ab'):rep(0), '')
eq(('ab'):rep(-5), '')
eq(('ab'):rep(math.mininteger), '')
eq(('ab'):rep(1), 'ab')
eq((''):rep(1000), '')
eq(('ab'):rep(3, ', '), 'ab, ab, ab')
eq(('ab'):rep(1, ', '), 'ab')
eq(('ab'):rep(0, ', '), '')
eq((''):rep(3, '-'), '--')
eq(('\0'):rep(3), '\0\0\0')
eq(('x'):rep(3, '\0'), 'x\0x\0x')
eq(#('abc'):rep(10000), 30000)
eq((''):rep(1 << 20), '')
fails('resulting string too large', string.rep, 'abc', math.maxinteger)
fails('resulting string too large', string.rep, 'x', math.maxinteger, 'sep')
fails('resulting string too large', string.rep, '', math.maxinteger, 'sep')
fails('number expected', string.rep, 'x')

-- reverse, lower, upper.
eq((''):reverse(), '')
eq(('abc'):reverse(), 'cba')
eq(('a\0b'):reverse(), 'b\0a')
eq(every:reverse():reverse(), every)
eq(('Hello, World 1'):lower(), 'hello, world 1')
eq(('Hello, World 1'):upper(), 'HELLO, WORLD 1')
eq(('\xc4\xe4'):lower(), '\xc4\xe4')
eq(('\xc4\xe4'):upper(), '\xc4\xe4')
eq(('a\0b'):upper(), 'A\0B')
for i = 0, 255 do
  local c = string.char(i)
  local l = i >= 65 and i <= 90 and string.char(i + 32) or c
  local u = i >= 97 and i <= 122 and string.char(i - 32) or c
  eq(c:lower(), l)
  eq(c:upper(), u)
end

-- Concatenation makes new strings; equal contents are equal values and equal keys.
local a, b = 'con', 'cat'
eq(a .. b, 'concat')
eq(a .. '', a)
eq('\0' .. '\0', '\0\0')
eq(1 .. '', '1')
eq(1.5 .. 'x', '1.5x')
eq(-1 .. '', '-1')
local t = {}
t[a .. b] = 1
eq(t['conc' .. 'at'], 1)
eq(t[('concat'):sub(1)], 1)
local long1, long2 = ('long'):rep(100), ('longlong'):rep(50)
check(long1 == long2)
t[long1] = 2
eq(t[long2], 2)
check(('x'):rep(41) == ('x'):rep(40) .. 'x')
check(('x'):rep(41) ~= ('x'):rep(40) .. 'y')
local parts = {}
for i = 1, 300 do parts[i] = i % 10 end
local joined = ''
for i = 1, 300 do joined = joined .. parts[i] end
eq(joined, table.concat(parts))

-- Methods.
eq(('%d'):format(7), '7')
eq(#('x'):rep(5), 5)
eq(('x').rep('y', 2), 'yy')
fails("attempt to call a nil value (method 'nothing')", function() return ('x'):nothing() end)
fails('attempt to index a number value', function() local n = 5; return n:rep(2) end)
fails("calling 'rep' on bad self", function()
  local s = setmetatable({}, { __index = string })
  return s:rep(2)
end)
string.exclaim = function(s) return s .. '!' end
eq(('hey'):exclaim(), 'hey!')
string.exclaim = nil

print('ok string-basics ' .. checks)
