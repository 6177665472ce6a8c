-- utf8.char, codes, codepoint, len, offset, charpattern, strict and lax.
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

local samples = {
  { '', {} },
  { 'abc', { 97, 98, 99 } },
  { 'aé€😀', { 97, 0xe9, 0x20ac, 0x1f600 } },
  { '\0\u{7f}\u{80}', { 0, 0x7f, 0x80 } },
  { '\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}', { 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff } },
  { '日本語', { 0x65e5, 0x672c, 0x8a9e } },
  { 'u\u{308}', { 117, 0x308 } },
}
for _, sample in ipairs(samples) do
  local text, codes = sample[1], sample[2]
  eq(utf8.char(table.unpack(codes)), text)
  eq(utf8.len(text), #codes)
  list(table.concat(codes, ' '), utf8.codepoint(text, 1, -1))
  local got, last = {}, 0
  for position, code in utf8.codes(text) do
    check(position > last)
    eq(utf8.codepoint(text, position), code)
    eq(utf8.offset(text, #got + 1), position)
    got[#got + 1], last = code, position
  end
  eq(table.concat(got, ' '), table.concat(codes, ' '))
  local n = 0
  for c in text:gmatch(utf8.charpattern) do
    n = n + 1
    eq(utf8.codepoint(c), codes[n])
  end
  eq(n, #codes)
  eq(utf8.offset(text, #codes + 1), #text + 1)
  for i = 1, #codes do eq(utf8.offset(text, -i), utf8.offset(text, #codes - i + 1)) end
end

-- char.
eq(utf8.char(), '')
eq(utf8.char(72, 228, 8364, 0x1f600), 'Hä€😀')
eq(utf8.char(0x7fffffff), '\xfd\xbf\xbf\xbf\xbf\xbf')
eq(utf8.char(0xd800), '\xed\xa0\x80')
eq(#utf8.char(0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x1fffff, 0x200000, 0x3ffffff, 0x4000000),
  1 + 2 + 2 + 3 + 3 + 4 + 4 + 5 + 5 + 6)
fails('value out of range', utf8.char, -1)
fails('value out of range', utf8.char, 0x80000000)
fails('number expected', utf8.char, 'x')
eq(utf8.char('65', 66.0), 'AB')

-- len: ranges, and the position of the first invalid byte.
eq(utf8.len('aé€', 2), 2)
eq(utf8.len('aé€', 2, 2), 1)
eq(utf8.len('aé€', 1, 3), 2)
eq(utf8.len('aé€', -3), 1)
eq(utf8.len('abc', 4), 0)
eq(utf8.len('abc', 1, 0), 0)
eq(utf8.len('abc', 3, 1), 0)
list('nil 3', utf8.len('aé€', 3))
list('nil 2', utf8.len 'a\x80b')
list('nil 1', utf8.len '\xff')
list('nil 1', utf8.len '\xc3')
list('nil 3', utf8.len 'ab\xe2\x82')
list('nil 1', utf8.len '\xc0\x80')
list('nil 1', utf8.len '\xe0\x80\x80')
list('nil 1', utf8.len '\xf0\x80\x80\x80')
list('nil 1', utf8.len '\xed\xa0\x80')
list('nil 1', utf8.len '\xed\xbf\xbf')
list('nil 1', utf8.len '\xf4\x90\x80\x80')
list('nil 1', utf8.len '\u{7FFFFFFF}')
fails('initial position out of bounds', utf8.len, 'abc', 5)
fails('initial position out of bounds', utf8.len, 'abc', 0)
fails('final position out of bounds', utf8.len, 'abc', 1, 4)
eq(utf8.len('abc', -3, -1), 3)
eq(utf8.len('', 1, 0), 0)
eq(utf8.len('', 1), 0)

-- Lax: surrogates and values up to 2^31.
eq(utf8.len('\xed\xa0\x80', 1, -1, true), 1)
eq(utf8.len('\u{7FFFFFFF}', 1, -1, true), 1)
eq(utf8.len('\u{110000}', 1, -1, true), 1)
list('nil 1', utf8.len '\u{110000}')
list('nil 1', utf8.len('\xff', 1, -1, true))
list('nil 1', utf8.len('\xc0\x80', 1, -1, true))
eq(utf8.codepoint('\u{D800}', 1, 1, true), 0xd800)
eq(utf8.codepoint('\u{7FFFFFFF}', 1, 1, true), 0x7fffffff)
local n = 0
for _, c in utf8.codes('\u{200000}\u{D801}a', true) do n = n + c end
eq(n, 0x200000 + 0xd801 + 97)

-- codepoint.
eq(utf8.codepoint 'é', 0xe9)
list('97 233', utf8.codepoint('aé€', 1, 2))
list('97 233', utf8.codepoint('aé€', 1, 3))
list('8364', utf8.codepoint('aé€', -3))
list('', utf8.codepoint('abc', 3, 2))
eq(select('#', utf8.codepoint(('é'):rep(1000), 1, -1)), 1000)
fails('invalid UTF-8 code', utf8.codepoint, '\x80')
fails('invalid UTF-8 code', utf8.codepoint, 'é', 2)
fails('invalid UTF-8 code', utf8.codepoint, '\xed\xa0\x80')
fails('invalid UTF-8 code', utf8.codepoint, 'a\xff', 1, -1)
fails('out of bounds', utf8.codepoint, 'abc', 4)
fails('out of bounds', utf8.codepoint, 'abc', 0)
fails('out of bounds', utf8.codepoint, 'abc', 1, 4)
fails('out of bounds', utf8.codepoint, '')

-- codes.
fails('invalid UTF-8 code', function() for _ in utf8.codes '\xff' do end end)
fails('invalid UTF-8 code', function() for _ in utf8.codes 'ab\xc3' do end end)
fails('invalid UTF-8 code', function() for _ in utf8.codes '\xed\xa0\x80' do end end)
fails('invalid UTF-8 code', function() for _ in utf8.codes '\u{110000}' do end end)
fails('string expected', utf8.codes)
local positions = {}
for p in utf8.codes 'aé€😀x' do positions[#positions + 1] = p end
eq(table.concat(positions, ' '), '1 2 4 7 11')

-- offset.
eq(utf8.offset('aé€x', 1), 1)
eq(utf8.offset('aé€x', 3), 4)
eq(utf8.offset('aé€x', 4), 7)
eq(utf8.offset('aé€x', 5), 8)
eq(utf8.offset('aé€x', 6), nil)
eq(utf8.offset('aé€x', -1), 7)
eq(utf8.offset('aé€x', -2), 4)
eq(utf8.offset('aé€x', -4), 1)
eq(utf8.offset('aé€x', -5), nil)
eq(utf8.offset('aé€x', 0, 5), 4)
eq(utf8.offset('aé€x', 0, 4), 4)
eq(utf8.offset('aé€x', 0, 3), 2)
eq(utf8.offset('aé€x', 2, 2), 4)
eq(utf8.offset('aé€x', -1, 4), 2)
eq(utf8.offset('', 1), 1)
eq(utf8.offset('', 0), 1)
eq(utf8.offset('abc', 1, 4), 4)
fails('initial position is a continuation byte', utf8.offset, 'é', 1, 2)
fails('position out of bounds', utf8.offset, 'abc', 1, 5)
fails('position out of bounds', utf8.offset, 'abc', 1, -4)
fails('number expected', utf8.offset, 'abc')

-- charpattern is a fixed pattern for one sequence.
eq(utf8.charpattern, '[\0-\x7F\xC2-\xFD][\x80-\xBF]*')

-- Every boundary of the encoding makes a round trip.
for _, code in ipairs { 0, 1, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff } do
  local c = utf8.char(code)
  eq(utf8.codepoint(c), code)
  eq(utf8.len(c), 1)
  eq(load(('return "\\u{%x}"'):format(code))(), c)
  for i = 1, #c - 1 do eq(utf8.len(c:sub(1, i)), nil) end
  for i = 2, #c do eq(utf8.len(c:sub(i)), nil) end
end

print('ok utf8-library ' .. checks)
