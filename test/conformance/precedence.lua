-- Operator precedence, associativity, short circuits and the truth of values.
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

eq(2 + 3 * 4, 14)
eq((2 + 3) * 4, 20)
eq(2 * 3 % 4, 2)
eq(2 * (3 % 4), 6)
eq(7 // 2 * 2, 6)
eq(-3 ^ 2, -9.0)
eq((-3) ^ 2, 9.0)
eq(2 ^ -1, 0.5)
eq(2 ^ 3 ^ 2, 512.0)
eq((2 ^ 3) ^ 2, 64.0)
eq(-2 ^ -2, -0.25)
eq(2 ^ - 2 ^ 2, 0.0625)
eq(1 - 2 - 3, -4)
eq(1 - (2 - 3), 2)
eq(100 / 10 / 2, 5.0)
eq('a' .. 'b' .. 'c', 'abc')
eq(1 .. 2, '12')
eq(1 + 2 .. 3 + 4, '37')
eq('x' .. 1 + 1, 'x2')
eq(2 .. 3 ^ 2, '29.0')
eq(1 << 2 + 1, 8)
eq((1 << 2) + 1, 5)
eq(5 & 6 | 1, 5)
eq(5 | 6 & 1, 5)
eq((5 | 6) & 1, 1)
eq(1 | 2 ~ 3, 1 | (2 ~ 3))
eq(6 ~ 3 & 1, 6 ~ (3 & 1))
eq(1 << 1 & 2, 2)
eq(~5 & 7, 2)
eq(-~5, 6)
eq(~-5, 4)
eq(- - 3, 3)
eq(not not nil, false)
eq(#'abc' + 1, 4)
eq(-#'abc', -3)
eq(not 1 == 2, false)
eq(not (1 == 2), true)
eq(1 + 1 == 2, true)
eq(1 < 2 == true, true)
eq('a' < 'b' == not nil, true)
eq(1 .. '' == '1', true)
eq(2 | 1 == 3, true)
eq(1 == 1 and 2 == 2, true)
eq(1 and 2 or 3, 2)
eq(nil and 2 or 3, 3)
eq(1 or error 'not reached', 1)
eq(nil or 1 and 2, 2)
eq((nil or 1) and 2, 2)
eq(false or nil, nil)
eq(nil or false, false)
eq(nil and error 'not reached', nil)
eq(false and error 'not reached', false)
eq(1 or 2 and error 'not reached', 1)
eq(0 and 'zero is true', 'zero is true')
eq('' and 'empty is true', 'empty is true')
eq(0 / 0 and 'nan is true', 'nan is true')
eq(not nil, true)
eq(not 0, false)
eq(not '', false)
eq(not {}, false)

-- Calls bind to the prefix, before every operator.
local function f(x) return function(y) return x + y end end
eq(f(1)(2), 3)
eq(-f(1)(2), -3)
eq(2 ^ f(1)(2), 8.0)
eq(#('x'):rep(3), 3)
eq(('x'):rep(3) .. 'y', 'xxxy')
local t = { n = 2, get = function(self, k) return self[k] end }
eq(t:get 'n' * 3, 6)
eq(t:get('n') ^ 2, 4.0)
eq(-t.n, -2)
eq(#{ 1, 2, 3 } * 2, 6)
eq(f { 1 } and true, true)

-- Operands are evaluated once each, from left to right, and short circuits skip the right one.
local trace = {}
local function note(v)
  trace[#trace + 1] = tostring(v)
  return v
end
local function traced()
  local text = table.concat(trace, ' ')
  trace = {}
  return text
end
local _ = note(1) + note(2) * note(3)
eq(traced(), '1 2 3')
_ = note(1) .. note(2) .. note(3)
eq(traced(), '1 2 3')
_ = note(false) and note(1)
eq(traced(), 'false')
_ = note(false) or note(1)
eq(traced(), 'false 1')
_ = note(1) < note(2)
eq(traced(), '1 2')
_ = note(1) > note(2)
eq(traced(), '1 2')
_ = { note(1), x = note(2), note(3), [note(4)] = note(5) }
eq(traced(), '1 2 3 4 5')
note(print == print and 1)
select('#', note(2), note(3))
eq(traced(), '1 2 3')

-- Every combination of and, or, not over three values, against a table of truth.
local values = { nil, false, true }
for i = 1, 3 do
  for j = 1, 3 do
    for k = 1, 3 do
      local a, b, c = values[i], values[j], values[k]
      local x
      if a then x = b else x = a end
      local y
      if x then y = x else y = c end
      eq(a and b or c, y)
      local u
      if b then u = c else u = b end
      local v
      if a then v = a else v = u end
      eq(a or b and c, v)
      eq(not (a and b), (not a) or (not b))
      eq(not (a or b), (not a) and (not b))
      local w = 'else'
      if a and b or c then w = 'then' end
      eq(w, y and 'then' or 'else')
      local n = 0
      while (a or b) and c and n < 1 do n = n + 1 end
      eq(n == 1, ((a or b) and c) and true or false)
      repeat n = n + 1 until not (a and b) or not c or n > 3
      check(n >= 1)
    end
  end
end

-- Long chains of one operator.
local source = {}
for i = 1, 150 do source[i] = tostring(i) end
eq(load('return ' .. table.concat(source, ' + '))(), 11325)
eq(load('return ' .. table.concat(source, ' .. '))(), table.concat(source))
eq(load('return ' .. table.concat(source, ' - '))(), 1 - (11325 - 1))
eq(load('return ' .. table.concat(source, ' and '))(), 150)
eq(load('return ' .. table.concat(source, ' or '))(), 1)
eq(load('return ' .. ('not '):rep(100) .. 'nil')(), nil == false)
eq(load('return ' .. ('- '):rep(100) .. '5')(), 5)

print('ok precedence ' .. checks)
