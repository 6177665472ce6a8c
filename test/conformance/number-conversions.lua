-- Strings to numbers and back: tonumber, tostring, coercions, numerals in every base, hexadecimal floats.
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

local max, min = math.maxinteger, math.mininteger

-- tonumber without a base.
for text, value in pairs {
  ['0'] = 0, ['-0'] = 0, ['10'] = 10, ['+10'] = 10, ['-10'] = -10, ['  10  '] = 10, ['\t\n\v\f\r7\r\f\v\n\t'] = 7,
  ['007'] = 7,
  ['1.0'] = 1.0, ['.5'] = 0.5, ['5.'] = 5.0, ['-.5e1'] = -5.0, ['1e2'] = 100.0, ['1E+2'] = 100.0, ['1e-2'] = 0.01,
  ['3.e2'] = 300.0,
  ['0x10'] = 16, ['0XaB'] = 171, ['-0x10'] = -16, ['+0x1'] = 1, ['0x.8'] = 0.5, ['0x8.'] = 8.0, ['0x1p4'] = 16.0,
  ['0x1P-2'] = 0.25,
  ['0xA.8p1'] = 21.0, ['-0x1.8p+1'] = -3.0, ['0x0.0000001p28'] = 1.0, ['0xffffffffffffffff'] = -1,
  ['0x7fffffffffffffff'] = max,
  ['0x1ffffffffffffffff'] = -1, ['9223372036854775807'] = max, ['-9223372036854775808'] = min,
  ['9223372036854775808'] = 2.0 ^ 63,
  ['-9223372036854775809'] = -2.0 ^ 63, ['1e308'] = 1e308, ['1e309'] = math.huge, ['-1e309'] = -math.huge,
  ['1e-400'] = 0.0,
  ['4.9e-324'] = 5e-324, ['2.2250738585072014e-308'] = 2.0 ^ -1022, ['0.1'] = 0.1,
  ['123456789012345678901234567890'] = 1.2345678901234568e29,
} do
  eq(tonumber(text), value)
  check(math.type(tonumber(text)) == math.type(value))
end
check(1 / tonumber('-0.0') == -math.huge)

-- What is not a number.
for _, text in ipairs {
  '', ' ', '-', '+', '.', 'e', 'e1', '.e1', '0x', '0xg', '0x.', '0x.p1', '0xp1', '1e', '1e+', '1 2', '1a', 'a1', '--1',
  '+-1', '- 1', '1..2', '1.2.3',
  '0x1p', '0x1p+', 'inf', 'nan', 'Infinity', '-inf', 'NaN', '0b1', '1_000', '1,5', '1\0', '\0001', '1e2.5',
  '0x1.8p1.5', '٣', '1 \0', 'nil', '0x 1',
} do
  eq(tonumber(text), nil)
end

-- tonumber of other values.
eq(tonumber(5), 5)
eq(tonumber(5.0), 5.0)
eq(tonumber(nil), nil)
eq(tonumber({}), nil)
eq(tonumber(true), nil)
eq(tonumber(print), nil)
fails('value expected', tonumber)

-- tonumber with a base.
eq(tonumber('10', 2), 2)
eq(tonumber('ff', 16), 255)
eq(tonumber('FF', 16), 255)
eq(tonumber('zz', 36), 1295)
eq(tonumber('Zz', 36), 1295)
eq(tonumber('  -7fffffff  ', 16), -2147483647)
eq(tonumber('777', 8), 511)
eq(tonumber('8', 8), nil)
eq(tonumber('', 10), nil)
eq(tonumber(' ', 10), nil)
eq(tonumber('-', 10), nil)
eq(tonumber('1.0', 10), nil)
eq(tonumber('1e1', 10), nil)
eq(tonumber('1e1', 16), 481)
eq(tonumber('0x10', 16), nil)
eq(tonumber('1 1', 10), nil)
eq(tonumber('1\0', 10), nil)
eq(tonumber('ffffffffffffffff', 16), -1)
eq(tonumber('7fffffffffffffff', 16), max)
eq(tonumber('9223372036854775808', 10), min)
eq(tonumber('18446744073709551616', 10), 0)
for base = 2, 36 do
  local digits = '0123456789abcdefghijklmnopqrstuvwxyz'
  local n, text = 123456789, ''
  while n > 0 do
    local d = n % base
    text = digits:sub(d + 1, d + 1) .. text
    n = n // base
  end
  eq(tonumber(text, base), 123456789)
  eq(tonumber('-' .. text:upper(), base), -123456789)
  eq(tonumber(digits:sub(base + 1, base + 1), base), nil)
end
fails('base out of range', tonumber, '1', 1)
fails('base out of range', tonumber, '1', 37)
fails('string expected, got number', tonumber, 10, 16)
fails('no integer representation', tonumber, '10', 2.5)

-- tostring: integers as they are, floats always recognisable as floats, 14 digits.
for value, text in pairs {
  [1] = '1', [-1] = '-1', [max] = '9223372036854775807', [min] = '-9223372036854775808', [0.1] = '0.1', [-1.5] = '-1.5',
  [1e100] = '1e+100', [123456.789] = '123456.789', [1 / 3] = '0.33333333333333', [1e-5] = '1e-05',
  [math.huge] = 'inf', [-math.huge] = '-inf', [2.5e-300] = '2.5e-300', [3.14159265358979] = '3.1415926535898',
  [0.5] = '0.5',
} do
  eq(tostring(value), text)
  eq('' .. value, text)
end
eq(tostring(1.0), '1.0')
eq(tostring(-0.0), '-0.0')
eq(tostring(1e14), '1e+14')
eq(tostring(100000.0), '100000.0')
eq(tostring(12345678901234.0), '12345678901234.0')
eq(tostring(1e13), '10000000000000.0')
eq(tostring(1e15), '1e+15')
eq(tostring(2 ^ 53), '9.007199254741e+15')
check(tostring(0 / 0):find('nan', 1, true) ~= nil)
eq(1.0 .. '', '1.0')
eq(-0.0 .. '|', '-0.0|')
eq(10 .. '', '10')
eq(2 ^ 63 .. '', '9.2233720368548e+18')

-- Integers survive a round trip, floats do with 17 digits and with hexadecimal digits.
for shift = 0, 62 do
  for _, n in ipairs { 1 << shift, (1 << shift) - 1, -(1 << shift), (1 << shift) + 12345 } do
    eq(tonumber(tostring(n)), n)
    eq(tonumber(string.format('%d', n)), n)
    eq(tonumber(string.format('0x%x', n)), n)
  end
end
local x = 1.0
for i = 1, 200 do
  x = x * (i % 2 == 0 and -1.37 or 0.0173)
  eq(tonumber(string.format('%.17g', x)), x)
  eq(tonumber(string.format('%a', x)), x)
  eq(load('return ' .. string.format('%q', x))(), x)
end

-- Coercion of strings in arithmetic: the result has the subtype that the numeral has.
eq('10' + 1, 11)
eq('10' + '5', 15)
eq('10.0' + 1, 11.0)
eq('0x10' * 2, 32)
eq(' 3 ' - 1, 2)
eq('7' // 2, 3)
eq('7' % '4', 3)
eq('2' ^ 3, 8.0)
eq(-'2', -2)
eq(-'2.0', -2.0)
eq(-' 0x10 ', -16)
eq('1e1' * 1, 10.0)
eq('9223372036854775807' + 1, min)
eq(10 .. 20, '1020')
eq(('5'):rep('3'), '555')
eq(math.floor('3.9'), 3)
eq(('x'):rep('2') .. 1, 'xx1')
fails('attempt to', function() return 'abc' + 1 end)
fails('attempt to', function() return {} + '1' end)
fails('attempt to', function() return '1' + nil end)
fails('attempt to', function() return -'x' end)
fails('attempt to', function() return '' * 1 end)
fails('attempt to', function() return '1\0' + 1 end)
fails("bad 'for' initial value (number expected, got table)", load 'for i = {}, 2 do end')

-- Numerals in source text.
for source, value in pairs {
  ['0xA'] = 10, ['0Xa'] = 10, ['0xA.'] = 10.0, ['0x.1'] = 0.0625, ['0x.1p4'] = 1.0, ['0xep1'] = 28.0, ['0xe+1'] = 15,
  ['0x1p+3'] = 8.0, ['3e0'] = 3.0,
  ['3E-1'] = 0.3, ['.1e1'] = 1.0, ['1.'] = 1.0, ['1e10'] = 1e10, ['00012'] = 12, ['0.0'] = 0.0, ['1//1'] = 1,
  ['0xffffffffffffffffff'] = -1,
  ['1e999'] = math.huge, ['0x1p1023'] = 2.0 ^ 1023, ['0x1p1024'] = math.huge, ['0x0.1E'] = 0x1E / 0x100,
  ['0xA23p-4'] = 162.1875,
  ['0X1.921FB54442D18P+1'] = math.pi, ['314.16e-2'] = 3.1416, ['0.31416E1'] = 3.1416, ['34e1'] = 340.0,
} do
  eq(load('return ' .. source)(), value)
  check(math.type(load('return ' .. source)()) == math.type(value))
end
for _, source in ipairs { '0x', '0xg', '1e', '1e+', '1..2', '1.2.3', '3x', '0x1p', '0xep', '1_0', '0b1', '08a', '1e5x',
  '0x5z', '.1.', '12and', '0x0.1.2', '1eE1' } do
  local chunk, err = load('return ' .. source, '=s')
  check(chunk == nil and err:find('malformed number near', 1, true), source .. ': ' .. tostring(err))
end

print('ok number-conversions ' .. checks)
