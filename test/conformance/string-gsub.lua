-- string.gsub and string.gmatch: replacements of every kind, limits, anchors, empty matches, errors.
-- String replacements.
local checks = 0
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

list('hexxo 2', ('hello'):gsub('l', 'x'))
list('hexlo 1', ('hello'):gsub('l', 'x', 1))
list('hello 0', ('hello'):gsub('l', 'x', 0))
list('hello 0', ('hello'):gsub('l', 'x', -1))
list('hello 0', ('hello'):gsub('z', 'x'))
list('heLLo 2', ('hello'):gsub('l', 'L', 100))
list('h.e.l.l.o. 5', ('hello'):gsub('.', '%0.'))
list('[h][e][l][l][o] 5', ('hello'):gsub('(.)', '[%1]'))
list('world hello 1', ('hello world'):gsub('(%w+) (%w+)', '%2 %1'))
list('100% 1', ('100x'):gsub('x', '%%'))
list('abc 3', ('abc'):gsub('%w', '%1'))
list('a2b3 2', ('ab'):gsub('%w()', '%0%1'))
list('x 1', ('abc'):gsub('.*', 'x', 1))
list(' 3', ('abc'):gsub('%w', ''))
list('12 2', ('ab'):gsub('%w', { a = 1, b = 2 }))
list('5.5b 1', ('ab'):gsub('a', 5.5))
list('7b 1', ('ab'):gsub('a', 7))

-- Empty matches: one at each position, none right after a match.
list('-a-b-c- 4', ('abc'):gsub('', '-'))
list('- 1', (''):gsub('', '-'))
list('-b- 2', ('aaab'):gsub('a*', '-'))
eq((('abc'):gsub('b*', '-')), '-a-c-')
eq((('hello world'):gsub('o*', 'x')), 'xhxexlxlx xwxrxlxdx')
eq((('abc'):gsub('%w*', 'x')), 'x')
eq((('a b cd'):gsub(' *', '-')), '-a-b-c-d-')
eq((('x'):gsub('x?', 'y')), 'y')
eq((('test'):gsub('$', '!')), 'test!')
eq((('test'):gsub('%f[%z]', '!')), 'test!')

-- Anchored.
list('xbab 1', ('abab'):gsub('^a', 'x'))
list('abab 0', ('abab'):gsub('^b', 'x'))
list('abax 1', ('abab'):gsub('b$', 'x'))
list('x 1', ('abab'):gsub('^.*$', 'x'))
eq((('aaa'):gsub('^a', 'b')), 'baa')

-- Table replacements: the first capture is the key; false and nil keep the match.
list('$name is 42 2', ('$name is $age'):gsub('%$(%w+)', { age = 42, name = false }))
list('a-c 3', ('abc'):gsub('%w', { b = '-' }))
list('ABC 3', ('abc'):gsub('%w', setmetatable({}, { __index = function(_, k) return k:upper() end })))
list('[1][2] 2', ('ab'):gsub('()%w', { '[1]', '[2]' }))

-- Function replacements: all captures as arguments; results by the same rules.
list('1a2b 2', ('ab'):gsub('()(%w)', function(p, c) return p .. c end))
list('ab 2', ('ab'):gsub('%w', function() end))
list('ab 2', ('ab'):gsub('%w', function() return false end))
list('ab 2', ('ab'):gsub('%w', function() return nil, 'x' end))
list('xx 2', ('ab'):gsub('%w', function() return 'x', 'ignored' end))
list('12 2', ('ab'):gsub('%w', (function() local n = 0 return function() n = n + 1 return n end end)()))
local args
list('z 1', ('abc'):gsub('(a)(b)(c)', function(...)
  args = table.concat({ ... }, '|')
  return 'z'
end))
eq(args, 'a|b|c')
list('abc 1', ('abc'):gsub('abc', function(whole)
  args = whole
end))
eq(args, 'abc')
local function expand(text, env) return (text:gsub('%${(.-)}', function(e) return tostring(load('return ' .. e, 'e',
  't', env)()) end)) end
eq(expand('${a} + ${b} = ${a + b}', { a = 1, b = 2 }), '1 + 2 = 3')
fails('inside', string.gsub, 'a', 'a', function() error 'inside' end)

-- Nested and recursive use.
local function nested(s) return (s:gsub('%b()', function(g) return '[' .. nested(g:sub(2, -2)) .. ']' end)) end
eq(nested 'a(b(c)(d(e)))f', 'a[b[c][d[e]]]f')
eq((('a b'):gsub('%w', function(c) return (c:rep(2):gsub(c, c .. '.', 1)) end)), 'a.a b.b')

-- Errors.
fails("invalid use of '%' in replacement string", string.gsub, 'a', 'a', '%')
fails("invalid use of '%' in replacement string", string.gsub, 'a', 'a', '%x')
fails("invalid capture index %2", string.gsub, 'a', 'a', '%2')
fails("invalid capture index %3", string.gsub, 'ab', '(a)(b)', '%3')
fails("invalid replacement value (a table)", string.gsub, 'a', 'a', { a = {} })
fails("invalid replacement value (a boolean)", string.gsub, 'a', 'a', function() return true end)
fails("invalid replacement value (a function)", string.gsub, 'a', 'a', function() return print end)
fails("string/function/table expected, got no value", string.gsub, 'a', 'a')
fails("string/function/table expected, got boolean", string.gsub, 'a', 'a', true)
fails("number expected, got string", string.gsub, 'a', 'a', 'b', 'x')
fails('malformed pattern', string.gsub, 'a', '[', 'x')
fails("malformed pattern (ends with '%')", string.gsub, 'alo', 'alo%', 'x')

-- gmatch.
local function all(s, p, init)
  local out = {}
  for a, b in s:gmatch(p, init) do out[#out + 1] = tostring(a) .. (b ~= nil and '=' .. tostring(b) or '') end
  return table.concat(out, ' ')
end
eq(all('one two  three', '%a+'), 'one two three')
eq(all('a=1, b=2, c=3', '(%w+)=(%w+)'), 'a=1 b=2 c=3')
eq(all('abc', '()'), '1 2 3 4')
eq(all('abc', ''), '   ')
eq(all('aXbX', '(%l)()'), 'a=2 b=4')
eq(all('', '%a'), '')
eq(all('', ''), '')
eq(all('a^a', '^a'), '^a')
eq(all('hello world', '%w+', 3), 'llo world')
eq(all('hello world', '%w+', -3), 'rld')
eq(all('hello', '%w', 100), '')
eq(all('hello', '%w', -100), 'h e l l o')
eq(all('a\0b\0c', '%Z+'), 'a b c')
eq(all('x1y22z333', '%d+'), '1 22 333')
eq(all('aXXbXc', 'X*'), ' XX X ')
local n = 0
for _ in ('abc'):gmatch 'b*' do n = n + 1 end
eq(n, 3)
local f = ('a b'):gmatch '%a'
eq(f(), 'a')
eq(f(), 'b')
eq(f(), nil)
eq(f(), nil)
f = ('k=v'):gmatch '(%w)=(%w)'
list('k v', f())
eq(f(), nil)
local outer = {}
for w in ('ab cd'):gmatch '%a+' do for c in w:gmatch '.' do outer[#outer + 1] = c end end
eq(table.concat(outer), 'abcd')
local co = coroutine.wrap(function() for w in ('x y'):gmatch '%a' do coroutine.yield(w) end end)
eq(co() .. co(), 'xy')
fails("malformed pattern", function() for _ in ('a'):gmatch '[' do end end)
fails("string expected", string.gmatch, 'a')
fails('invalid capture index', string.gsub, 'alo', '(%1)', 'a')

-- Typical jobs.
local function split(s, separator)
  local parts = {}
  for piece in (s .. separator):gmatch('(.-)' .. separator:gsub('%p', '%%%0')) do parts[#parts + 1] = piece end
  return parts
end
eq(table.concat(split('a,b,,c,', ','), '|'), 'a|b||c|')
eq(table.concat(split('1..2..3', '..'), '|'), '1|2|3')
local function escape(s) return (s:gsub('[^%w]', function(c) return ('%%%02X'):format(c:byte()) end)) end
local function unescape(s) return (s:gsub('%%(%x%x)', function(h) return string.char(tonumber(h, 16)) end)) end
eq(escape 'a b&c/\0\255', 'a%20b%26c%2F%00%FF')
eq(unescape(escape 'a b&c/\0\255'), 'a b&c/\0\255')
eq((('hello world'):gsub('(%a)(%w*)', function(a, b) return a:upper() .. b end)), 'Hello World')
eq((('1234567'):reverse():gsub('(%d%d%d)', '%1,'):reverse():gsub('^,', '')), '1,234,567')
eq((('camelCaseName'):gsub('%u', function(c) return '_' .. c:lower() end)), 'camel_case_name')
eq(#(('x'):rep(100000):gsub('x', 'yy')), 200000)
eq(select(2, ('x'):rep(100000):gsub('x', {})), 100000)
local binary = {}
for i = 0, 255 do binary[#binary + 1] = string.char(i) end
binary = table.concat(binary)
eq((binary:gsub('.', '%0%0')), (binary:gsub('.', function(c) return c .. c end)))
eq(#(binary:gsub('[\128-\255]', '')), 128)
eq(#(binary:gsub('[^\128-\255]', '')), 128)
eq((binary:gsub('%c', ''):gsub('[\128-\255]', '')), binary:sub(33, 127))

print('ok string-gsub ' .. checks)
