-- Bitwise operators on integers and floats with integer values; shifts by any amount.
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

local min, max = math.mininteger, math.maxinteger

eq(0xf0 | 0x0f, 0xff)
eq(0xf0 & 0x3c, 0x30)
eq(0xf0 ~ 0x3c, 0xcc)
eq(~0, -1)
eq(~-1, 0)
eq(~max, min)
eq(-1 & 0xff, 255)
eq(min | max, -1)
eq(min & max, 0)
eq(min ~ max, -1)
eq(1 << 0, 1)
eq(1 << 63, min)
eq(1 << 64, 0)
eq(1 << 1000, 0)
eq(-1 << 63, min)
eq(1 >> 1, 0)
eq(-1 >> 1, max)
eq(-1 >> 63, 1)
eq(-1 >> 64, 0)
eq(min >> 63, 1)
eq(1 << -1, 0)
eq(2 << -1, 1)
eq(1 >> -1, 2)
eq(1 >> -63, min)
eq(1 >> -64, 0)
eq(-1 << -1, max)
eq(1 << min, 0)
eq(1 >> min, 0)
eq(1 << max, 0)
eq(-1 >> max, 0)

-- Immediate operands and registers agree.
local function left(a, n) return a << n end
local function right(a, n) return a >> n end
for n = -70, 70 do
  eq(left(1, n), right(1, -n))
  if n >= 0 and n < 63 then eq(left(1, n), math.tointeger(2 ^ n)) end
  if n >= 64 or n <= -64 then eq(left(-1, n), 0) end
end
for i = 0, 63 do
  eq((1 << i) & ~(1 << i), 0)
  eq((1 << i) >> i, 1)
  eq((~0 << i) | ~(~0 << i), -1)
  eq((1 << i) ~ -1, ~(1 << i))
end

-- Floats with integer values are converted, strings never.
eq(3.0 | 4, 7)
eq(2.0 << 1.0, 4)
eq(~-0.0, -1)
eq(2.0 ^ 53 & -1, 1 << 53)
fails("attempt to perform bitwise operation on a string value", function() return '3' | 4 end)
fails("attempt to perform bitwise operation on a string value", function() return 4 & '3' end)
fails("attempt to perform bitwise operation on a string value", function() return ~'0' end)

-- Errors name the culprit.
fails('number has no integer representation', function() return 1.5 & 1 end)
fails('number has no integer representation', function() return 1 << 0.5 end)
fails('number has no integer representation', function() return ~2.5 end)
fails('number has no integer representation', function() return 2.0 ^ 64 | 1 end)
fails("attempt to perform bitwise operation on a string value", function() return 'a' | 1 end)
fails("attempt to perform bitwise operation on a nil value (local 'x')", function() local x; return x & 1 end)
fails("attempt to perform bitwise operation on a table value", function() return {} ~ 1 end)
fails("attempt to perform bitwise operation on a boolean value", function() return ~true end)
fails("attempt to perform bitwise operation on a nil value (field 'y')", function() local t = {}; return 1 << t.y end)

-- A population count, a rotation and a CRC as larger pieces of work.
local function ones(x)
  local n = 0
  while x ~= 0 do
    x = x & (x - 1)
    n = n + 1
  end
  return n
end
eq(ones(-1), 64)
eq(ones(0), 0)
eq(ones(0xdeadbeef), 24)
local function rotate(x, n) return (x << n) | (x >> (64 - n)) end
eq(rotate(0x0123456789abcdef, 8), 0x23456789abcdef01)
eq(rotate(min, 1), 1)
local function crc32(text)
  local crc = 0xffffffff
  for i = 1, #text do
    crc = crc ~ text:byte(i)
    for _ = 1, 8 do crc = (crc >> 1) ~ (0xedb88320 & -(crc & 1)) end
  end
  return ~crc & 0xffffffff
end
eq(crc32('123456789'), 0xcbf43926)
eq(crc32(''), 0)
local function adler(text)
  local a, b = 1, 0
  for i = 1, #text do
    a = (a + text:byte(i)) % 65521
    b = (b + a) % 65521
  end
  return b << 16 | a
end
eq(adler('Wikipedia'), 0x11e60398)

print('ok bitwise ' .. checks)
