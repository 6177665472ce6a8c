-- string.pack, unpack, packsize: overflow, short data, invalid formats and arguments.
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

local pack, unpack, size = string.pack, string.unpack, string.packsize

-- Values that do not fit.
for n = 1, 7 do
  local limit = 1 << (8 * n - 1)
  fails('integer overflow', pack, 'i' .. n, limit)
  fails('integer overflow', pack, 'i' .. n, -limit - 1)
  fails('unsigned overflow', pack, 'I' .. n, limit * 2)
  fails('unsigned overflow', pack, 'I' .. n, -1)
  eq(#pack('i' .. n, limit - 1), n)
  eq(#pack('I' .. n, limit * 2 - 1), n)
end
fails('integer overflow', pack, 'b', 128)
fails('integer overflow', pack, 'b', -129)
fails('unsigned overflow', pack, 'B', 256)
fails('unsigned overflow', pack, 'B', -1)
fails('integer overflow', pack, 'h', 32768)
fails('unsigned overflow', pack, 'H', 65536)
fails('integer overflow', pack, 'i', 1 << 31)
fails('unsigned overflow', pack, 'I4', 1 << 32)
eq(#pack('J', -1), 8)
eq(#pack('I8', -1), 8)

-- Integers that are too large to read.
fails('9-byte integer does not fit into Lua Integer', unpack, '<I9', ('\255'):rep(9))
fails('9-byte integer does not fit into Lua Integer', unpack, '<i9', ('\0'):rep(8) .. '\1')
fails('16-byte integer does not fit into Lua Integer', unpack, '>I16', '\1' .. ('\0'):rep(15))
fails('does not fit', unpack, '<i16', ('\255'):rep(8) .. ('\0'):rep(7) .. '\1')
eq(unpack('<i16', ('\255'):rep(16)), -1)

-- Data that is too short.
fails('data string too short', unpack, 'i4', 'abc')
fails('data string too short', unpack, 'b', '')
fails('data string too short', unpack, 'd', '1234567')
fails('data string too short', unpack, 'c5', 'abcd')
fails('data string too short', unpack, 's1', '\5abc')
fails('data string too short', unpack, 's4', '\5\0\0')
fails('data string too short', unpack, '<s4', '\255\255\255\255abc')
fails('data string too short', unpack, 'i4', 'abcdefg', 5)
fails('data string too short', unpack, 'x', '')
fails('data string too short', unpack, '!4 bi4', '\1\0\0\0\2')
fails('unfinished string for format \'z\'', unpack, 'z', 'abc')
fails('unfinished string for format \'z\'', unpack, 'z', '')
fails('initial position out of string', unpack, 'b', 'abc', 5)
fails('initial position out of string', unpack, 'b', 'abc', 100)
fails('data string too short', unpack, 'b', 'abc', 4)
fails('data string too short', unpack, '<s8', ('\255'):rep(8) .. 'x')

-- Strings that do not fit.
fails('string contains zeros', pack, 'z', 'a\0b')
fails('string length does not fit in given size', pack, 's1', ('x'):rep(256))
fails('string length does not fit in given size', pack, 's2', ('x'):rep(65536))
fails('string longer than given size', pack, 'c2', 'abc')
fails('longer than', pack, 'c0', 'a')

-- Invalid formats.
fails("invalid format option 'y'", pack, 'y', 1)
fails("invalid format option 'v'", unpack, 'v', 'abc')
fails("invalid format option 'k'", size, 'k')
fails("invalid format option '1'", pack, '1')
fails("invalid format option", pack, 'i4 \1', 5)
fails('integral size (0) out of limits [1,16]', pack, 'i0', 1)
fails('integral size (17) out of limits [1,16]', pack, 'i17', 1)
fails('integral size (17) out of limits [1,16]', size, 'I17')
fails('integral size (0) out of limits [1,16]', pack, 's0', '')
fails('integral size (17) out of limits [1,16]', unpack, '!17', '')
fails('integral size (0) out of limits [1,16]', pack, '!0')
fails("missing size for format option 'c'", pack, 'c', 'x')
fails("missing size for format option 'c'", size, 'c')
fails("invalid next option for option 'X'", pack, 'X')
fails("invalid next option for option 'X'", pack, 'Xz')
fails("invalid next option for option 'X'", pack, 'Xc1')
fails("invalid next option for option 'X'", pack, 'X i4')
fails("invalid next option for option 'X'", pack, 'XX')
fails('format asks for alignment not power of 2', pack, '!4 i3', 0)
fails('format asks for alignment not power of 2', size, '!8 i7')
fails('format asks for alignment not power of 2', pack, '!4 Xi3')
eq(size '!2 i4', 4)

-- packsize only for fixed sizes, and within limits.
fails('variable-length format', size, 's')
fails('variable-length format', size, 'z')
fails('variable-length format', size, 'i4 s1')
fails('format result too large', size, 'c2147483639c2147483639')
fails('invalid format', size, 'c99999999999999999999')
eq(size 'c2147483639', 2147483639)

-- Arguments.
fails('number expected', pack, 'i4')
fails('number expected, got string', pack, 'i4', 'x')
fails('number expected, got table', pack, 'd', {})
fails('number has no integer representation', pack, 'i4', 1.5)
fails('string expected', pack, 'z')
fails('string expected, got nil', pack, 's1', nil)
fails('string expected', pack)
fails('string expected', unpack, 'b')
fails('string expected', size)
fails("bad argument #3", pack, 'i1i1', 1)
fails("bad argument #2", pack, 'i1', 'x')

print('ok string-pack-errors ' .. checks)
