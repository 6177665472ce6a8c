-- string.pack, unpack, packsize: every format, endianness, alignment, padding, strings.
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
local function list(want, ...)
  checks = checks + 1
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, ' ', 1, got.n)
  if text ~= want then error(string.format('got [%s], want [%s]', text, want), 2) end
end

local pack, unpack, size = string.pack, string.unpack, string.packsize
local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end

-- Integers of 1 to 16 bytes, both orders, signed and unsigned.
for n = 1, 16 do
  local limit = n < 8 and 1 << (8 * n - 1) or nil
  for _, v in ipairs { 0, 1, -1, 42, -42, 127, -128, limit and limit - 1 or math.maxinteger,
    limit and -limit or math.mininteger } do
    for _, order in ipairs { '<', '>' } do
      local format = order .. 'i' .. n
      local s = pack(format, v)
      eq(#s, n)
      eq(size(format), n)
      eq(unpack(format, s), v)
      local value, after = unpack(format, s)
      eq(after, n + 1)
    end
    eq(pack('<i' .. n, v), pack('>i' .. n, v):reverse())
  end
  for _, v in ipairs { 0, 1, 200, limit and limit * 2 - 1 or math.maxinteger } do
    if n > 1 or v < 256 then
      eq(unpack('<I' .. n, pack('<I' .. n, v)), v)
      eq(unpack('>I' .. n, pack('>I' .. n, v)), v)
    end
  end
end
eq(hex(pack('<i2', 0x1234)), '3412')
eq(hex(pack('>i2', 0x1234)), '1234')
eq(hex(pack('<i3', -2)), 'feffff')
eq(hex(pack('>I3', 0x010203)), '010203')
eq(hex(pack('<i8', math.mininteger)), '0000000000000080')
eq(hex(pack('>i16', -2)), ('f'):rep(31) .. 'e')
eq(hex(pack('>I16', 5)), ('0'):rep(31) .. '5')
eq(unpack('<I8', '\255\255\255\255\255\255\255\255'), -1)
eq(unpack('<i1', '\128'), -128)
eq(unpack('<I1', '\128'), 128)
eq(unpack('<i9', ('\255'):rep(9)), -1)
eq(unpack('<I9', ('\255'):rep(8) .. '\0'), -1)
eq(pack('i1', 3.0), '\3')
eq(pack('i1', '4'), '\4')

-- Named sizes that are the same everywhere.
list('1 1 2 2 4 4 8 8', size 'b', size 'B', size 'h', size 'H', size 'i', size 'I', size 'j', size 'J')
list('4 8 8', size 'f', size 'd', size 'n')
check(size 'l' == 4 or size 'l' == 8)
eq(size 'l', size 'L')
check(size 'T' == 4 or size 'T' == 8)
eq(size '', 0)
eq(size 'bhb', 4)
eq(size '<i4i4i2', 10)
eq(size 'x', 1)
eq(size 'c10', 10)
eq(size 'c0', 0)
for _, format in ipairs { 'b', 'h', 'i', 'l', 'j' } do
  for _, v in ipairs { 0, 1, -1, 100, -128 } do eq(unpack(format, pack(format, v)), v) end
end
for _, format in ipairs { 'B', 'H', 'I', 'L', 'J', 'T' } do
  for _, v in ipairs { 0, 1, 255 } do eq(unpack(format, pack(format, v)), v) end
end
eq(unpack('J', pack('J', -1)), -1)

-- Native order is one of the two; = selects it.
local native = pack('=i4', 1) == pack('<i4', 1) and '<' or '>'
for _, n in ipairs { 2, 4, 8 } do eq(pack('i' .. n, 0x0102030405060708 >> (64 - 8 * n)), pack(native .. 'i' .. n,
  0x0102030405060708 >> (64 - 8 * n))) end
eq(pack('>i2<i2>i2', 1, 1, 1), '\0\1\1\0\0\1')
eq(pack('>i2 =i2', 1, 1), '\0\1' .. pack('=i2', 1))

-- Floats.
for _, v in ipairs { 0.0, 1.0, -1.5, 0.1, 1e300, -5e-324, math.huge, -math.huge, math.pi } do
  for _, order in ipairs { '<', '>', '=' } do
    eq(unpack(order .. 'd', pack(order .. 'd', v)), v)
    eq(unpack(order .. 'n', pack(order .. 'n', v)), v)
  end
end
for _, v in ipairs { 0.0, 1.0, -1.5, 0.25, 2.0 ^ 100, math.huge, -math.huge } do
  eq(unpack('<f', pack('<f', v)), v)
  eq(unpack('>f', pack('>f', v)), v)
end
eq(hex(pack('>f', 1)), '3f800000')
eq(hex(pack('<d', 1)), '000000000000f03f')
eq(hex(pack('>d', -2)), 'c000000000000000')
eq(hex(pack('>d', 0.1)), '3fb999999999999a')
eq(hex(pack('>d', -0.0)), '8000000000000000')
eq(unpack('>f', pack('>f', 0.1)), 0.10000000149011612)
eq(unpack('>f', pack('>f', 1e300)), math.huge)
local nan = unpack('d', pack('d', 0 / 0))
check(nan ~= nan)
eq(math.type(unpack('d', pack('d', 5))), 'float')

-- Strings: zero-terminated, counted, fixed size.
eq(pack('z', 'abc'), 'abc\0')
eq(unpack('z', 'abc\0def'), 'abc')
eq(select(2, unpack('z', 'abc\0def')), 5)
eq(pack('z', ''), '\0')
eq(pack('s1', 'abc'), '\3abc')
eq(pack('>s2', 'abc'), '\0\3abc')
eq(pack('<s4', ''), '\0\0\0\0')
eq(unpack('s1', '\3abcdef'), 'abc')
eq(unpack('s1', pack('s1', ('x'):rep(255))), ('x'):rep(255))
eq(unpack('s', pack('s', 'a\0b')), 'a\0b')
eq(#pack('s', ''), size 'T')
for _, n in ipairs { 1, 2, 3, 4, 8, 16 } do eq(unpack('<s' .. n, pack('<s' .. n, 'text\0')), 'text\0') end
eq(pack('c5', 'abc'), 'abc\0\0')
eq(pack('c3', 'abc'), 'abc')
eq(pack('c0', ''), '')
eq(unpack('c3', 'abcdef'), 'abc')
eq(unpack('c0', 'abc'), '')
eq(pack('c3', '\0\1\2'), '\0\1\2')

-- Several values and positions.
list('1 2 x 5', unpack('bbz', '\1\2x\0'))
list('2 3', unpack('b', '\1\2\3', 2))
list('3 4', unpack('b', '\1\2\3', -1))
list('1 2', unpack('b', '\1\2\3', -3))
list('1', unpack('', 'abc'))
list('3', unpack('', 'abc', 3))
list('4', unpack('', 'abc', 4))
local s = pack('<i2 z s1 d', -7, 'zero', 'counted', 0.5)
list('-7 zero counted 0.5 ' .. #s + 1, unpack('<i2 z s1 d', s))
eq(pack(' < i2 > i2 ', 1, 1), '\1\0\0\1')
local position, out = 1, {}
local stream = pack('s1s1s1', 'a', 'bb', 'ccc')
while position <= #stream do out[#out + 1], position = unpack('s1', stream, position) end
eq(table.concat(out, ','), 'a,bb,ccc')

-- Padding and alignment.
eq(pack('bxb', 1, 2), '\1\0\2')
list('1 2 4', unpack('bxb', '\1\9\2'))
eq(pack('xxx'), '\0\0\0')
eq(hex(pack('<!4 b i4', 1, 2)), '0100000002000000')
eq(hex(pack('<!2 b i4', 1, 2)), '010002000000')
eq(hex(pack('<!1 b i4', 1, 2)), '0102000000')
eq(hex(pack('< b i4', 1, 2)), '0102000000')
eq(hex(pack('<!8 b i8', 1, 2)), '01000000000000000200000000000000')
eq(hex(pack('<!4 b i8', 1, 2)), '010000000200000000000000')
eq(hex(pack('<!4 b h b i4', 1, 2, 3, 4)), '010002000300000004000000')
eq(hex(pack('<!4 b Xi4 b', 1, 2)), '0100000002')
eq(hex(pack('<!4 Xi4 b', 1)), '01')
eq(hex(pack('<!8 b Xd d', 1, 0)), '01' .. ('00'):rep(15))
eq(size '!4 b i4', 8)
eq(size '!8 b d', 16)
eq(size '!4 b d', 12)
eq(size '!8 b i4 b i8', 24)
eq(size '!4 i4 b Xi4', 8)
eq(hex(pack('<!4 b s4', 1, 'ab')), '01000000020000006162')
list('1 2 9', unpack('<!4 b i4', '\1\0\0\0\2\0\0\0'))
list('1 ab 11', unpack('<!4 b s4', '\1\0\0\0\2\0\0\0ab'))
list('2 9', unpack('<!4 i4', '\1\9\9\9\2\0\0\0', 2))
eq(hex(pack('<!4 b c3 i4', 1, 'xyz', 2)), '0178797a02000000')
eq(hex(pack('<!16 b i16', 1, 2)), '01' .. ('00'):rep(15) .. '02' .. ('00'):rep(15))

-- Large data and every byte.
local bytes = {}
for i = 0, 255 do bytes[i + 1] = i end
local all = pack(('B'):rep(256), table.unpack(bytes))
eq(all, string.char(table.unpack(bytes)))
eq(select('#', unpack(('B'):rep(256), all)), 257)
for i = 1, 256 do eq((unpack('B', all, i)), i - 1) end
eq(#pack('z', ('x'):rep(100000)), 100001)
eq(#unpack('s4', pack('s4', ('y'):rep(70000))), 70000)

print('ok string-pack ' .. checks)
