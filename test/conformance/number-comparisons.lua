-- Comparisons and equality between integers and floats, exact at the extremes; strings are never equal to numbers.
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

local max, min, inf, nan = math.maxinteger, math.mininteger, math.huge, 0 / 0

-- Values in strictly ascending order; equal mathematical values are in one group.
local groups = {
  { -inf }, { -1e300 }, { -2.0 ^ 64 }, { -2.0 ^ 63 - 2048 }, { min, -2.0 ^ 63 }, { min + 1 }, { -2.0 ^ 63 + 1024 },
  { -(1 << 53) - 1 }, { -(1 << 53), -2.0 ^ 53 }, { -(1 << 53) + 1, -2.0 ^ 53 + 1 }, { -1.5 }, { -1, -1.0 }, { -5e-324 },
  { 0, 0.0, -0.0 }, { 5e-324 }, { 0.5 }, { 1, 1.0 }, { 1.0000000000000002 }, { 2, 2.0 }, { (1 << 53) - 1,
    2.0 ^ 53 - 1 },
  { 1 << 53, 2.0 ^ 53 }, { (1 << 53) + 1 }, { (1 << 53) + 2, 2.0 ^ 53 + 2 }, { (1 << 53) + 3 }, { 1 << 62, 2.0 ^ 62 },
  { 2.0 ^ 63 - 1024 }, { max - 1 }, { max }, { 2.0 ^ 63 }, { 2.0 ^ 64 }, { 1e300 }, { inf },
}
for i, left in ipairs(groups) do
  for j, right in ipairs(groups) do
    for _, a in ipairs(left) do
      for _, b in ipairs(right) do
        check((a == b) == (i == j), a .. ' == ' .. b)
        check((a ~= b) == (i ~= j), a .. ' ~= ' .. b)
        check((a < b) == (i < j), a .. ' < ' .. b)
        check((a <= b) == (i <= j), a .. ' <= ' .. b)
        check((a > b) == (i > j), a .. ' > ' .. b)
        check((a >= b) == (i >= j), a .. ' >= ' .. b)
      end
    end
  end
end
for _, group in ipairs(groups) do
  for _, a in ipairs(group) do
    check(not (a < nan) and not (a <= nan) and not (a > nan) and not (a >= nan) and a ~= nan and not (a == nan))
    check(not (nan < a) and not (nan <= a) and not (nan > a) and not (nan >= a) and nan ~= a and not (nan == a))
  end
end

-- Comparisons with small constants take their own instructions: the same results.
local function below(a) return a < 1, a <= 1, a > 1, a >= 1, a == 1 end
list('true true false false false', below(0))
list('false true false true true', below(1))
list('false true false true true', below(1.0))
list('false false true true false', below(1.5))
list('true true false false false', below(-inf))
list('false false true true false', below(max))
list('false false false false false', below(nan))
local function beyond(a) return 1 < a, 1 <= a, 1 > a, 1 >= a, 1.0 == a end
list('false false true true false', beyond(0.5))
list('false true false true true', beyond(1))
list('true true false false false', beyond(2 ^ 63))
list('false false false false false', beyond(nan))

-- Numbers and numeric strings are different values and do not compare.
check(1 ~= '1')
check('1.0' ~= 1.0)
check(not (0 == '0'))
fails('attempt to compare number with string', function() return 1 < '2' end)
fails('attempt to compare string with number', function() return '1' <= 2 end)
fails('attempt to compare number with nil', function() return 1 < nil end)
fails('attempt to compare nil with number', function() return nil < 1 end)
fails('attempt to compare two nil values', function() local a, b; return a < b end)
fails('attempt to compare two table values', function() return {} < {} end)
fails('attempt to compare boolean with number', function() return true < 1 end)
fails('attempt to compare function with number', function() return print <= 1 end)

-- Strings compare byte by byte, embedded zeros included.
local words = { '', '\0', '\0\0', '\0a', '\1', '0', '1', '10', '2', 'A', 'B', 'a', 'a\0', 'a\0b', 'ab', 'b' }
for i, a in ipairs(words) do
  for j, b in ipairs(words) do
    check((a < b) == (i < j) and (a <= b) == (i <= j) and (a > b) == (i > j) and (a == b) == (i == j))
  end
end
check('alo' < 'alo1' and '' < 'a' and 'alo\0alo' < 'alo\0b' and 'alo\0alo\0\0' > 'alo\0alo\0')
check('Z' < 'a')

-- Equality of other types is identity.
local t, f = {}, function() end
check(t == t and f == f and {} ~= {} and print == print)
check(nil == nil and nil ~= false and false ~= 0 and '' ~= false)
check(rawequal(1, 1.0) and not rawequal(1, '1') and rawequal('a' .. 'b', 'ab') and not rawequal(t, {}))

-- math.max and math.min keep the subtype of the value that they choose.
eq(math.max(1, 2.5), 2.5)
eq(math.max(3, 2.5), 3)
eq(math.min(1, 2.5), 1)
eq(math.max(2, 2.0), 2)
eq(math.max(2.0, 2), 2.0)
eq(math.min(max, 2.0 ^ 63), max)
eq(math.max(max, 2.0 ^ 63), 2.0 ^ 63)
eq(math.min(min, -2.0 ^ 63), min)
eq(math.max(7), 7)
eq(math.min(3, 1, 2), 1)
eq(math.max(3, 1, 2), 3)
fails('bad argument #1', math.max)
fails('bad argument #1', math.min)

print('ok number-comparisons ' .. checks)
