-- The numeric for: bounds at the extremes, float loops, steps, clipping of limits, errors.
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

local max, min, inf = math.maxinteger, math.mininteger, math.huge
local function run(a, b, c)
  local got = {}
  if c == nil then
    for i = a, b do
      got[#got + 1] = tostring(i)
      if #got > 20 then break end
    end
  else
    for i = a, b, c do
      got[#got + 1] = tostring(i)
      if #got > 20 then break end
    end
  end
  return table.concat(got, ' ')
end

eq(run(1, 5), '1 2 3 4 5')
eq(run(5, 1), '')
eq(run(1, 1), '1')
eq(run(5, 1, -1), '5 4 3 2 1')
eq(run(1, 5, -1), '')
eq(run(1, 10, 3), '1 4 7 10')
eq(run(1, 9, 3), '1 4 7')
eq(run(10, 1, -4), '10 6 2')
eq(run(-3, 3, 2), '-3 -1 1 3')
eq(run(1, 0), '')
eq(run(0, 0, -1), '0')

-- At the ends of the range the loop stops without wrapping round.
eq(run(max - 2, max), '9223372036854775805 9223372036854775806 9223372036854775807')
eq(run(min + 2, min, -1), '-9223372036854775806 -9223372036854775807 -9223372036854775808')
eq(run(max - 1, max, 2), '9223372036854775806')
eq(run(max, max, max), '9223372036854775807')
eq(run(min, min), '-9223372036854775808')
eq(run(min, min, min), '-9223372036854775808')
eq(run(max, min), '')
eq(run(min, max, max), '-9223372036854775808 -1 9223372036854775806')
eq(run(max, min, min), '9223372036854775807 -1')
eq(run(min, max, 1 << 62), '-9223372036854775808 -4611686018427387904 0 4611686018427387904')
eq(run(0, max, max), '0 9223372036854775807')
eq(run(1, max, max), '1')
eq(run(0, min, min), '0 -9223372036854775808')
eq(run(-1, min, min), '-1')
eq(run(max, 0, min), '9223372036854775807')

-- Float limits of an integer loop are clipped.
eq(run(1, 3.9), '1 2 3')
eq(run(1, 3.0), '1 2 3')
eq(run(3, 1.5, -1), '3 2')
eq(run(-1, -2.5, -1), '-1 -2')
eq(run(1, -inf), '')
eq(run(max - 1, inf), '9223372036854775806 9223372036854775807')
eq(run(min + 1, -inf, -1), '-9223372036854775807 -9223372036854775808')
eq(run(1, inf, -1), '')
eq(run(1, 1e100, max), '1')
eq(run(1, 0 / 0), '')
eq(run(1, 2 ^ 53, 1 << 52), '1 4503599627370497')

-- A float start or step makes a float loop.
eq(run(1.0, 3), '1.0 2.0 3.0')
eq(run(1, 3, 1.0), '1.0 2.0 3.0')
eq(run(1, 2, 0.25), '1.0 1.25 1.5 1.75 2.0')
eq(run(2, 1, -0.5), '2.0 1.5 1.0')
eq(run(0.0, 1, 0.3), '0.0 0.3 0.6 0.9')
eq(run(1.5, 1), '')
eq(run(inf, 1), '')
eq(run(1.0, 2, inf), '1.0')
eq(run(-0.0, 0), '-0.0')
eq(run(1.0, -inf, -inf),
  '1.0 -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf -inf')
local n = 0
for x = 0.0, 1, 0.1 do n = n + 1 end
eq(n, 11)
n = 0
for _ = 2.0 ^ 53, 2.0 ^ 53 + 4, 2 do n = n + 1 end
eq(n, 3)

-- Bounds are evaluated once; the control variable is a copy.
local calls = 0
local function bound(v)
  calls = calls + 1
  return v
end
for _ = bound(1), bound(10), bound(2) do end
eq(calls, 3)
local got = {}
for i = 1, 4 do
  got[#got + 1] = i
  i = i * 10
  got[#got + 1] = i
end
eq(table.concat(got, ' '), '1 10 2 20 3 30 4 40')
local limit = 3
n = 0
for _ = 1, limit do
  limit = 100
  n = n + 1
end
eq(n, 3)

-- Errors.
fails("'for' step is zero", run, 1, 2, 0)
fails("'for' step is zero", run, 1, 2, 0.0)
fails("'for' step is zero", run, 1.0, 2, -0.0)
fails("bad 'for' initial value (number expected, got nil)", run, nil, 1)
fails("bad 'for' limit (number expected, got table)", run, 1, {})
fails("bad 'for' step (number expected, got boolean)", run, 1, 2, true)
fails("bad 'for' limit (number expected, got nil)", function() for _ = 1, nil do end end)
fails("bad 'for' limit", function() for _ = {}, nil do end end)

-- Constant and computed bounds agree over many combinations.
for a = -3, 3 do
  for b = -3, 3 do
    for c = -3, 3 do
      if c ~= 0 then
        local expected, i = {}, a
        while (c > 0 and i <= b) or (c < 0 and i >= b) do
          expected[#expected + 1] = tostring(i)
          i = i + c
        end
        eq(run(a, b, c), table.concat(expected, ' '))
        local compiled = load(('local t = {} for i = %d, %d, %d do t[#t + 1] = i end return #t'):format(a, b, c))
        eq(compiled(), #expected)
      end
    end
  end
end

-- A long loop.
local sum = 0
for i = 1, 1000000 do sum = sum + i end
eq(sum, 500000500000)
sum = 0
for i = 1000000, 1, -3 do sum = sum ~ i end
local check_sum, j = 0, 1000000
while j >= 1 do
  check_sum = check_sum ~ j
  j = j - 3
end
eq(sum, check_sum)

print('ok numeric-for ' .. checks)
