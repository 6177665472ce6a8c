-- The math library besides integer conversions: functions, arguments, random numbers.
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

local inf, nan = math.huge, 0 / 0
local function near(a, b, tolerance) check(math.abs(a - b) <= (tolerance or 1e-15) * math.max(1, math.abs(b))) end

eq(string.format('%.15f', math.pi), '3.141592653589793')
eq(math.huge, 1 / 0)
eq(math.type(math.pi), 'float')

-- Exact values.
eq(math.sqrt(0), 0.0)
eq(math.sqrt(16), 4.0)
eq(math.sqrt(2), 1.4142135623730951)
check(math.sqrt(-1) ~= math.sqrt(-1))
eq(math.exp(0), 1.0)
eq(math.exp(-inf), 0.0)
eq(math.log(1), 0.0)
eq(math.log(0), -inf)
check(math.log(-1) ~= math.log(-1))
eq(math.log(8, 2), 3.0)
eq(math.log(1024, 2), 10.0)
eq(math.log(1000, 10), 3.0)
near(math.log(27, 3), 3)
near(math.log(2 ^ 53, 4), 26.5)
near(math.exp(1), 2.718281828459045)
near(math.log(math.exp(5)), 5)

-- Trigonometry.
eq(math.sin(0), 0.0)
eq(math.cos(0), 1.0)
eq(math.tan(0), 0.0)
near(math.sin(math.pi / 6), 0.5)
near(math.cos(math.pi / 3), 0.5)
near(math.tan(math.pi / 4), 1)
near(math.asin(1), math.pi / 2)
near(math.acos(-1), math.pi)
near(math.atan(1), math.pi / 4)
near(math.atan(1, -1), 3 * math.pi / 4)
near(math.atan(-1, -1), -3 * math.pi / 4)
near(math.atan(0, -1), math.pi)
near(math.atan(-0.0, -1), -math.pi)
eq(math.atan(0, 1), 0.0)
check(math.asin(2) ~= math.asin(2))
near(math.deg(math.pi), 180)
near(math.rad(90), math.pi / 2)
for i = -10, 10 do near(math.sin(i) ^ 2 + math.cos(i) ^ 2, 1, 1e-14) end

-- fmod has the sign of the dividend, unlike the operator %.
eq(math.fmod(7, 3), 1)
eq(math.fmod(-7, 3), -1)
eq(math.fmod(7, -3), 1)
eq(math.fmod(-7, -3), -1)
eq(math.fmod(7.5, 2), 1.5)
eq(math.fmod(-7.5, 2), -1.5)
eq(math.fmod(math.mininteger, -1), 0)
eq(math.fmod(math.mininteger, math.mininteger), 0)
eq(math.fmod(math.maxinteger, math.mininteger), math.maxinteger)
eq(math.fmod(5, inf), 5.0)
fails('zero', math.fmod, 1, 0)
check(math.fmod(1, 0.0) ~= math.fmod(1, 0.0))

-- modf: the first result is an integer where it fits, the second always a float.
local function modf(x, whole, part)
  local a, b = math.modf(x)
  eq(a, whole)
  eq(b, part)
end
modf(3.5, 3, 0.5)
modf(-3.5, -3, -0.5)
modf(4, 4, 0.0)
modf(1e300, 1e300, 0.0)
modf(inf, inf, 0.0)
modf(-inf, -inf, 0.0)
modf(-0.25, 0, -0.25)
local a, b = math.modf(nan)
check(a ~= a and b ~= b)

eq(math.abs(-3), 3)
eq(math.abs(-3.5), 3.5)
eq(math.abs(-0.0), 0.0)
eq(math.abs(-inf), inf)

-- Arguments: numeric strings are taken, others are refused.
eq(math.sqrt('16'), 4.0)
eq(math.floor('3.7'), 3)
fails('number expected, got string', math.sqrt, 'x')
fails('number expected, got nil', math.sin, nil)
fails('number expected, got no value', math.floor)
fails("bad argument #2", math.fmod, 1)

-- Random numbers: the generator is xoshiro256**, so a seed gives the same sequence everywhere.
math.randomseed(42)
local first = {}
for i = 1, 5 do first[i] = math.random(0) end
math.randomseed(42)
for i = 1, 5 do eq(math.random(0), first[i]) end
math.randomseed(42)
list('ee49b4f7660276e5 50 4 0.79358935263827257', string.format('%x', math.random(0)), math.random(1, 100),
  math.random(6), string.format('%.17g', math.random()))
math.randomseed(1, 2)
local one = math.random(0)
math.randomseed(1, 3)
check(math.random(0) ~= one)
math.randomseed(1, 2)
eq(math.random(0), one)
math.randomseed(7.0)
one = math.random(0)
math.randomseed(7)
eq(math.random(0), one)
math.randomseed()
for _ = 1, 200 do
  local r = math.random()
  check(math.type(r) == 'float' and r >= 0 and r < 1)
  local d = math.random(6)
  check(math.type(d) == 'integer' and d >= 1 and d <= 6)
  local e = math.random(-3, 3)
  check(e >= -3 and e <= 3)
end
eq(math.random(5, 5), 5)
eq(math.random(1), 1)
eq(math.type(math.random(math.mininteger, math.maxinteger)), 'integer')
check(math.random(math.maxinteger - 1, math.maxinteger) >= math.maxinteger - 1)
local seen, count = {}, 0
for _ = 1, 2000 do
  local r = math.random(10)
  if not seen[r] then seen[r], count = true, count + 1 end
end
eq(count, 10)
fails('interval is empty', math.random, 2, 1)
fails('interval is empty', math.random, -5)
fails('wrong number of arguments', math.random, 1, 2, 3)
fails('no integer representation', math.random, 1.5)
fails('number expected', math.random, {})

print('ok math-library ' .. checks)
