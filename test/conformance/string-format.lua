-- string.format: every option, flags, widths, precisions, %q round trips, errors.
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

local function fmt(want, ...)
  checks = checks + 1
  local got = string.format(...)
  if got ~= want then error('got [' .. got .. '], want [' .. want .. ']', 2) end
end

-- Text and %%.
fmt('', '')
fmt('plain', 'plain')
fmt('100%', '100%%')
fmt('%d', '%%d')
fmt('a\0b', 'a\0b')
fmt('x', 'x', 'surplus', 'arguments')

-- %d and %i.
fmt('42', '%d', 42)
fmt('-42', '%i', -42)
fmt('3', '%d', 3.0)
fmt('10', '%d', '10')
fmt('16', '%d', '0x10')
fmt('9223372036854775807', '%d', math.maxinteger)
fmt('-9223372036854775808', '%d', math.mininteger)
fmt('    7', '%5d', 7)
fmt('7    |', '%-5d|', 7)
fmt('00007', '%05d', 7)
fmt('-0007', '%05d', -7)
fmt('+7', '%+d', 7)
fmt('-7', '%+d', -7)
fmt(' 7', '% d', 7)
fmt('  007', '%5.3d', 7)
fmt('007', '%.3d', 7)
fmt('', '%.0d', 0)
fmt('+0000000007', '%+011d', 7)
fmt('12345', '%2d', 12345)
fmt('                                                                                                  1', '%99d', 1)

-- %c, %o, %x, %X.
fmt('A', '%c', 65)
fmt('\0', '%c', 0)
fmt('\255', '%c', 255)
fmt('    A', '%5c', 65)
fmt('A    |', '%-5c|', 65)
fmt('17', '%o', 15)
fmt('017', '%#o', 15)
fmt('1777777777777777777777', '%o', -1)
fmt('ff', '%x', 255)
fmt('FF', '%X', 255)
fmt('0xff', '%#x', 255)
fmt('0XFF', '%#X', 255)
fmt('ffffffffffffffff', '%x', -1)
fmt('000000ff', '%08x', 255)
fmt('00ff', '%.4x', 255)
fmt('  00ff', '%6.4x', 255)
fmt('0', '%x', 0)
fmt('8000000000000000', '%x', math.mininteger)

-- %f, %F, %e, %E, %g, %G.
fmt('3.140000', '%f', 3.14)
fmt('3.000000', '%f', 3)
fmt('3.14', '%.2f', 3.14159)
fmt('3', '%.0f', 3.14159)
fmt('3.', '%#.0f', 3.14159)
fmt('    3.14', '%8.2f', 3.14159)
fmt('3.14    |', '%-8.2f|', 3.14159)
fmt('00003.14', '%08.2f', 3.14159)
fmt('+3.14', '%+.2f', 3.14159)
fmt(' 3.14', '% .2f', 3.14159)
fmt('-3.14', '%.2f', -3.14159)
fmt('0.1000000000000000055511151231257827021181583404541015625', '%.55f', 0.1)
fmt('2', '%.0f', 2.5)
fmt('4', '%.0f', 3.5)
fmt('0.12', '%.2f', 0.125)
fmt('1e+300', '%g', 1e300)
fmt('1000000000000000000000', '%.0f', 1e21)
eq(#string.format('%.0f', 1e308), 309)
eq(#string.format('%99.99f', -1e308), 410)
eq(#string.format('%.99f', 2 ^ -1074), 101)
fmt('3.141590e+00', '%e', 3.14159)
fmt('3.14E+00', '%.2E', 3.14159)
fmt('3e+00', '%.0e', 3.14159)
fmt('1.0e-300', '%.1e', 1e-300)
fmt('0.0e+00', '%.1e', 0)
fmt('3.14159', '%g', 3.14159)
fmt('3.14159e+06', '%g', 3141590)
fmt('3.1E+10', '%.2G', 3.14e10)
fmt('100000', '%g', 100000)
fmt('1e+06', '%g', 1000000)
fmt('0.0001', '%g', 0.0001)
fmt('1e-05', '%g', 0.00001)
fmt('1.00000', '%#g', 1)
fmt('0.1', '%.14g', 0.1)
fmt('0.10000000000000001', '%.17g', 0.1)
fmt('-0', '%g', -0.0)
fmt('-0.0', '%.1f', -0.0)
fmt('inf', '%f', math.huge)
fmt('-inf', '%e', -math.huge)
fmt('INF', '%G', math.huge)
fmt('  inf', '%5.1f', math.huge)
fmt('+inf', '%+g', math.huge)
check(string.format('%f', 0 / 0):match '^%-?nan$' ~= nil)
fmt('1.500000', '%f', '1.5')

-- %a and %A.
fmt('0x1p+0', '%a', 1)
fmt('0x1.8p+1', '%a', 3)
fmt('-0x1p-1', '%a', -0.5)
fmt('0X1.9P+6', '%A', 100)
fmt('0x0p+0', '%a', 0)
fmt('0x1.999999999999ap-4', '%a', 0.1)
fmt('0x1.00p+0', '%.2a', 1)
fmt('inf', '%a', math.huge)
fmt('   0x1p+0', '%9a', 1)

-- %s.
fmt('text', '%s', 'text')
fmt('nil', '%s', nil)
fmt('true', '%s', true)
fmt('1', '%s', 1)
fmt('1.0', '%s', 1.0)
fmt('      text', '%10s', 'text')
fmt('text      |', '%-10s|', 'text')
fmt('te', '%.2s', 'text')
fmt('        te', '%10.2s', 'text')
fmt('', '%.0s', 'text')
fmt('text', '%.99s', 'text')
fmt('a\0b', '%s', 'a\0b')
fmt('custom', '%s', setmetatable({}, { __tostring = function() return 'custom' end }))
fmt('    custom', '%10s', setmetatable({}, { __tostring = function() return 'custom' end }))
check(string.format('%s', {}):match '^table: ' ~= nil)
check(string.format('%s', print):match '^function: ' ~= nil)
eq(#string.format('%s', ('x'):rep(100000)), 100000)
eq(#string.format('%s%s', ('x'):rep(1000), ('y'):rep(1000)), 2000)
eq(#string.format('%99s', 'x'), 99)
eq(#string.format('%-99s', 'x'), 99)

-- %p: an address for objects, the same for the same object, (null) for others.
local t = {}
eq(string.format('%p', t), string.format('%p', t))
check(string.format('%p', t) ~= string.format('%p', {}))
check(tostring(t):find(string.format('%p', t), 1, true))
check(string.format('%p', print) ~= string.format('%p', type))
eq(string.format('%p', nil), string.format('%p', 1))
eq(string.format('%p', true), '(null)')
eq(string.format('%p', 1.5), '(null)')
eq(string.format('%p', 'short' .. ''), string.format('%p', 'short'))
eq(string.format('%10p', 1), '    (null)')
eq(string.format('%-10p|', 1), '(null)    |')

-- %q: reads back as the same value.
fmt('"text"', '%q', 'text')
fmt('"a\\\nb"', '%q', 'a\nb')
fmt('"\\"quoted\\" \\\\"', '%q', '"quoted" \\')
fmt('"\\0"', '%q', '\0')
fmt('"\\0001"', '%q', '\0001')
fmt('"\\13\\9\\127"', '%q', '\r\t\127')
fmt('"\200"', '%q', '\200')
fmt('42', '%q', 42)
fmt('0x8000000000000000', '%q', math.mininteger)
fmt('9223372036854775807', '%q', math.maxinteger)
fmt('0x1p-1', '%q', 0.5)
fmt('1e9999', '%q', math.huge)
fmt('-1e9999', '%q', -math.huge)
fmt('(0/0)', '%q', 0 / 0)
fmt('true', '%q', true)
fmt('nil', '%q', nil)
local function round(v) return load('return ' .. string.format('%q', v))() end
for _, v in ipairs { 0, 1, -1, math.maxinteger, math.mininteger, 0.1, -0.5, 1e100, 5e-324, 2 ^ 53, math.huge,
  -math.huge, true, false, '', 'x' } do
  eq(round(v), v)
end
eq(1 / round(-0.0), -math.huge)
local nan = round(0 / 0)
check(nan ~= nan)
for a = 0, 255 do
  for _, b in ipairs { 0, 10, 13, 34, 48, 57, 92, 97, 200 } do
    local s = string.char(a, b)
    eq(round(s), s)
  end
end
fails('value has no literal form', string.format, '%q', {})
fails('value has no literal form', string.format, '%q', print)
fails("specifier '%q' cannot have modifiers", string.format, '%5q', 'x')

-- Several at once.
fmt('1 two 3.0 0x4', '%d %s %.1f %#x', 1, 'two', 3, 4)
fmt('a=1, b=2', '%s=%d, %s=%d', 'a', 1, 'b', 2)
fmt('%5d|    1', '%%5d|%5d', 1)
local many, numbers = {}, {}
for i = 1, 200 do many[i], numbers[i] = '%d', i end
eq(string.format(table.concat(many, ' '), table.unpack(numbers)), table.concat(numbers, ' '))

-- Errors.
fails("bad argument #2", string.format, '%d')
fails("no value", string.format, '%s')
fails("bad argument #3", string.format, '%d %d', 1)
fails("number expected, got string", string.format, '%d', 'x')
fails("number expected, got nil", string.format, '%f', nil)
fails("number expected, got table", string.format, '%x', {})
fails("number has no integer representation", string.format, '%d', 1.5)
fails("number has no integer representation", string.format, '%x', 2 ^ 63)
fails('number has no integer representation', string.format, '%d', '1.5')
fails("invalid conversion '%y' to 'format'", string.format, '%y', 1)
fails("invalid conversion '%' to 'format'", string.format, '%', 1)
fails("invalid conversion '%", string.format, '%0', 1)
fails("invalid conversion", string.format, '%n', 1)
fails("invalid conversion", string.format, '%ld', 1)
fails("invalid conversion", string.format, '%100d', 1)
fails("invalid conversion", string.format, '%.100f', 1)
fails("invalid conversion", string.format, '%1.100f', 1)
fails("invalid conversion", string.format, '%#d', 1)
fails("invalid conversion", string.format, '%0s', 'x')
fails("invalid conversion", string.format, '%+s', 'x')
fails("invalid conversion", string.format, '%05c', 65)
fails("invalid conversion", string.format, '%.3c', 65)
fails("invalid conversion", string.format, '%.3p', {})
fails('invalid format (too long)', string.format, '%--------------------5d', 1)
fails("invalid conversion", string.format, '%\0', 1)
fails("string contains zeros", string.format, '%10s', 'a\0b')
fails("'__tostring' must return a string", string.format, '%s', setmetatable({},
  { __tostring = function() return {} end }))
fails('string expected', string.format)
fails('string expected', string.format, {})

print('ok string-format ' .. checks)
