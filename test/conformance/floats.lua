-- Float arithmetic: infinities, NaN, signed zero, floor division, modulo, conversions to integers.
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

local inf, nan = math.huge, 0 / 0
local function same(got, want)
  check(math.type(got) == 'float', 'not a float: ' .. tostring(got))
  check(got == want or (got ~= got and want ~= want), tostring(got) .. ' ~= ' .. tostring(want))
  if want == 0 then check(1 / got == 1 / want, 'wrong sign of zero') end
end

-- Infinities and NaN.
same(inf + 1, inf)
same(inf - inf, nan)
same(inf * 0, nan)
same(-inf * 2, -inf)
same(1 / inf, 0.0)
same(-1 / inf, -0.0)
same(inf / inf, nan)
same(1e308 * 10, inf)
same(-1e308 * 10, -inf)
same(5e-324 / 2, 0.0)
same(-5e-324 / 2, -0.0)
same(2 ^ 1024, inf)
same(2 ^ -1074, 5e-324)
same(2 ^ -1075, 0.0)
check(nan ~= nan)
check(not (nan == nan))
check(not (nan < nan) and not (nan <= nan) and not (nan > 1) and not (nan < 1) and not (nan >= inf))
check(inf == inf and -inf == -inf and inf ~= -inf)
check(-inf < math.mininteger and inf > math.maxinteger)

-- Signed zero.
check(0.0 == -0.0)
same(1 / 0.0, inf)
same(1 / -0.0, -inf)
same(-0.0 + 0.0, 0.0)
same(-0.0 - 0.0, -0.0)
same(0.0 * -1, -0.0)
same(-(0.0), -0.0)
same(0 * -1.0, -0.0)
local zero = 0.0
same(-zero, -0.0)
eq(tostring(-0.0), '-0.0')
eq(tostring(0.0), '0.0')

-- Powers.
same(2 ^ 0.5, math.sqrt(2))
same(0 ^ 0, 1.0)
same(nan ^ 0, 1.0)
same(1 ^ nan, 1.0)
same((-8) ^ (1 / 3), nan)
same(inf ^ -1, 0.0)
same((-2.0) ^ 3, -8.0)
same((-2) ^ -1, -0.5)
same(10 ^ 2, 100.0)
same(2 ^ 3 ^ 2, 512.0)

-- Floor division.
same(7.0 // 2, 3.0)
same(-7.0 // 2, -4.0)
same(7 // -2.0, -4.0)
same(-7 // -2.0, 3.0)
same(5.5 // 0.5, 11.0)
same(1 // 0.0, inf)
same(-1 // 0.0, -inf)
same(0.0 // 0, nan)
same(1.0 // inf, 0.0)
same(-1.0 // inf, -0.0)
same(inf // 1, inf)
same(-0.0 // 1, -0.0)
same(1e300 // 1, 1e300)

-- Modulo takes the sign of the divisor; the edge cases are those of the manual and of C's fmod.
same(5.3 % 2 - 1.3 < 1e-15 and 1.0 or 0.0, 1.0)
same(7.5 % 2, 1.5)
same(-7.5 % 2, 0.5)
same(7.5 % -2, -0.5)
same(-7.5 % -2, -1.5)
same(6.0 % 2, 0.0)
same(-6.0 % 2, -0.0)
same(6.0 % -2, 0.0)
same(1.0 % inf, 1.0)
same(-1.0 % inf, inf)
same(1.0 % -inf, -inf)
same(-1.0 % -inf, -1.0)
same(inf % 2, nan)
same(1.0 % 0, nan)
same(nan % 1, nan)
same(1e15 % 7, 6.0)
same(2 ^ 53 % 3, 2.0)
same(-2 ^ 53 % 3, 1.0)
for i = -20, 20 do
  for _, d in ipairs { 0.5, -0.75, 2.25, -3.0 } do
    local r = (i / 4) % d
    check(r == 0 or (r < 0) == (d < 0), 'the remainder has the sign of the divisor')
    check(math.abs(r) < math.abs(d))
    eq((i / 4) // d * d + r, i / 4)
  end
end

-- Precision and mixed arithmetic.
check(0.1 + 0.2 ~= 0.3)
eq(0.5 + 0.25, 0.75)
eq(2 ^ 53 + 1, 2 ^ 53)
eq(9007199254740993 + 0.0, 9007199254740992.0)
eq(9007199254740993 + 0, 9007199254740993)
eq(math.maxinteger + 0.0, 2.0 ^ 63)
eq(math.mininteger + 0.0, -2.0 ^ 63)
eq(math.maxinteger + 1.0, 2.0 ^ 63)
eq(1 + 1.5, 2.5)
eq(3 - 3.0, 0.0)
eq(1e15 + 0.5 - 1e15, 0.5)

-- Floats where an integer is needed: exact ones pass, others fail with a message.
eq(1.0 | 2, 3)
eq(-0.0 | 0, 0)
eq(2.0 ^ 62 | 0, 1 << 62)
eq(-2.0 ^ 63 | 0, math.mininteger)
fails('number has no integer representation', function() return 1.5 | 0 end)
fails('number has no integer representation', function() return 2.0 ^ 63 | 0 end)
fails('has no integer representation', function() return inf & 1 end)
fails('has no integer representation', function() return ~nan end)
fails('number has no integer representation', string.rep, 'x', 1.5)
fails('number has no integer representation', string.char, 65.5)
eq(string.rep('x', 3.0), 'xxx')
eq(('abc'):sub(2.0, 3.0), 'bc')
eq(select(2.0, 'a', 'b'), 'b')
eq(math.tointeger('8' + 0.0), 8)

-- Rounding functions give integers where they fit.
eq(math.floor(3.7), 3)
eq(math.floor(-3.7), -4)
eq(math.ceil(3.2), 4)
eq(math.ceil(-3.2), -3)
eq(math.floor(-0.0), 0)
eq(math.floor(1e300), 1e300)
eq(math.ceil(-1e300), -1e300)
eq(math.floor(2 ^ 62), 1 << 62)
eq(math.floor(2 ^ 63), 2.0 ^ 63)
eq(math.floor(-2 ^ 63), math.mininteger)
eq(math.floor(5), 5)
eq(math.ceil(math.maxinteger), math.maxinteger)
same(math.floor(inf), inf)
same(math.ceil(-inf), -inf)
same(math.floor(nan), nan)

-- Sums in a loop: the exact result, bit by bit.
local sum = 0.0
for i = 1, 1000 do sum = sum + 1 / i end
eq(string.format('%.17g', sum), '7.4854708605503433')
local product = 1.0
for i = 1, 170 do product = product * i end
eq(string.format('%.15e', product), '7.257415615307994e+306')
eq(product * 171, inf)
local x = 0.5
for _ = 1, 100 do x = 3.9 * x * (1 - x) end
eq(string.format('%.17g', x), '0.95462999980657981')

print('ok floats ' .. checks)
