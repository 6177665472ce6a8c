-- Integer arithmetic: wraparound, floor division, modulo, exact conversions.
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

-- The range is 64 bits, two's complement.
eq(max, 9223372036854775807)
eq(min, -9223372036854775807 - 1)
eq(max, 0x7fffffffffffffff)
eq(min, 0x8000000000000000)
eq(-1, 0xffffffffffffffff)
eq(max + 1, min)
eq(min - 1, max)
eq(max * 2, -2)
eq(min * 2, 0)
eq(-min, min)
eq(min * -1, min)
eq(max * max, 1)
eq(min * min, 0)
eq(max + max, -2)
eq(min + min, 0)
eq(0 - min, min)
eq(math.abs(min), min)
eq(math.abs(max), max)
eq(math.abs(-7), 7)
eq(3037000500 * 3037000500, -9223372036709301616)
eq(0xffffffff * 0xffffffff, -8589934591)
eq(1 << 62, 4611686018427387904)
eq(4294967296 * 4294967296, 0)
eq(0x123456789abcdef * 0x10, 0x123456789abcdef0)

-- Subtypes of results.
eq(1 + 1, 2)
eq(1 + 1.0, 2.0)
eq(3 * 2, 6)
eq(6 / 2, 3.0)
eq(2 ^ 2, 4.0)
eq(7 // 2, 3)
eq(7 // 2.0, 3.0)
eq(7 % 2, 1)
eq(7 % 2.0, 1.0)
eq(-0, 0)
check(1 / -0 == math.huge, 'integer minus zero is zero')

-- Floor division and modulo: every sign combination.
local cases = {
  { 7, 3, 2, 1 }, { -7, 3, -3, 2 }, { 7, -3, -3, -2 }, { -7, -3, 2, -1 },
  { 6, 3, 2, 0 }, { -6, 3, -2, 0 }, { 6, -3, -2, 0 }, { -6, -3, 2, 0 },
  { 0, 5, 0, 0 }, { 0, -5, 0, 0 }, { 1, max, 0, 1 }, { -1, max, -1, max - 1 },
  { max, 1, max, 0 }, { max, -1, -max, 0 }, { min, 1, min, 0 }, { min, -1, min, 0 },
  { max, max, 1, 0 }, { min, min, 1, 0 }, { min, max, -2, max - 1 }, { max, min, -1, -1 },
  { min, 2, -4611686018427387904, 0 }, { min, 3, -3074457345618258603, 1 }, { max, 10, 922337203685477580, 7 },
  { min, 10, -922337203685477581, 2 }, { min, -10, 922337203685477580, -8 }, { 1, min, -1, min + 1 },
}
for _, c in ipairs(cases) do
  local a, b, quotient, remainder = c[1], c[2], c[3], c[4]
  eq(a // b, quotient)
  eq(a % b, remainder)
  eq((a // b) * b + a % b, a)
end
for a = -12, 12 do
  for b = -5, 5 do
    if b ~= 0 then
      eq(a // b, math.tointeger(math.floor(a / b)))
      eq(a - (a // b) * b, a % b)
      check(a % b == 0 or (a % b < 0) == (b < 0), 'the remainder has the sign of the divisor')
    end
  end
end

-- Constants are folded to the same results as computed values.
local function div(a, b) return a // b end
local function mod(a, b) return a % b end
eq(div(min, -1), min // -1)
eq(mod(min, -1), min % -1)
eq(div(-7, 2), -7 // 2)
eq(mod(-7, 2), -7 % 2)

-- Zero divisors: an error for integers, never for floats.
fails('attempt to divide by zero', div, 1, 0)
fails('attempt to divide by zero', div, 0, 0)
fails('attempt to divide by zero', div, min, 0)
fails("attempt to perform 'n%0'", mod, 1, 0)
fails("attempt to perform 'n%0'", mod, min, 0)
fails('attempt to divide by zero', function() return 1 // 0 end)
fails("attempt to perform 'n%0'", function() return 1 % 0 end)
eq(div(1, 0.0), math.huge)
eq(div(1.0, 0), math.huge)
eq(div(-1, 0.0), -math.huge)
check(mod(1, 0.0) ~= mod(1, 0.0))
check(mod(1.0, 0) ~= mod(1.0, 0))
eq(1 / 0, math.huge)
eq(-1 / 0, -math.huge)
check(0 / 0 ~= 0 / 0)

-- Exponentiation and division always make floats.
eq(2 ^ 53, 9007199254740992.0)
eq(2 ^ 63, 9223372036854775808.0)
eq((-2) ^ 3, -8.0)
eq(-2 ^ 2, -4.0)
eq(max / 1, 9223372036854775808.0)
eq(10 / 2, 5.0)

-- math.tointeger, math.type, math.ult.
eq(math.tointeger(3.0), 3)
eq(math.tointeger(-0.0), 0)
eq(math.tointeger(3.5), nil)
eq(math.tointeger(2 ^ 63), nil)
eq(math.tointeger(-2 ^ 63), min)
eq(math.tointeger(math.huge), nil)
eq(math.tointeger(0 / 0), nil)
eq(math.tointeger({}), nil)
eq(math.tointeger(max), max)
eq(math.type(1), 'integer')
eq(math.type(1.0), 'float')
eq(math.type('1'), nil)
eq(math.type(nil), nil)
fails('value expected', math.type)
check(math.ult(1, 2))
check(not math.ult(2, 1))
check(math.ult(1, -1))
check(not math.ult(-1, 1))
check(math.ult(max, min))
check(math.ult(-2, -1))
check(not math.ult(5, 5))
fails('number expected', math.ult, 1)
fails('no integer representation', math.ult, 1, 2.5)

-- Wraparound in long sums and products stays exact.
local function factorial(n) return n < 2 and 1 or n * factorial(n - 1) end
eq(factorial(20), 2432902008176640000)
eq(factorial(21), -4249290049419214848)
eq(factorial(25), 7034535277573963776)
eq(factorial(66), 0)
local hash = 0xcbf29ce484222325
for _, byte in ipairs { ('a'):byte(1, -1) } do hash = (hash ~ byte) * 0x100000001b3 end
eq(string.format('%016x', hash), 'af63dc4c8601ec8c')
local state = 42
for _ = 1, 1000 do state = state * 6364136223846793005 + 1442695040888963407 end
eq(string.format('%x', state), '3476d861fa86c872')

-- Unsigned views of integers.
eq(string.format('%x', -1), 'ffffffffffffffff')
eq(string.format('%o', -1), '1777777777777777777777')
local function udiv(n, d)
  if d < 0 then return math.ult(n, d) and 0 or 1 end
  local q = ((n >> 1) // d) << 1
  local r = n - q * d
  if not math.ult(r, d) then q = q + 1 end
  return q
end
eq(udiv(-1, 10), 1844674407370955161)
eq(udiv(-1, 2), max)
eq(udiv(min, 3), 3074457345618258602)
eq(udiv(5, -1), 0)
eq(udiv(-1, -1), 1)

-- Large literals that do not fit become floats; hexadecimal ones wrap.
eq(9223372036854775808, 2.0 ^ 63)
eq(-9223372036854775808, -2.0 ^ 63)
eq(0x10000000000000000, 0)
eq(0x1ffffffffffffffff, -1)
eq(0xabcdef0123456789abcdef, 0x123456789abcdef)

print('ok integers ' .. checks)
