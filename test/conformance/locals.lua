-- Local variables: scope, shadowing, multiple assignment, <const>, limits.
-- Scope starts after the declaration.
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
local function syntax(text, source)
  checks = checks + 1
  local chunk, err = load(source, '=s')
  if chunk then error('compiled, want: ' .. text, 2) end
  if not string.find(err, text, 1, true) then error('error was: ' .. err, 2) end
end
local function list(want, ...)
  checks = checks + 1
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, ' ', 1, got.n)
  if text ~= want then error(string.format('got [%s], want [%s]', text, want), 2) end
end

x = 'global'
local x = x
eq(x, 'global')
do
  local x = x .. '!'
  eq(x, 'global!')
  local x = x .. '?'
  eq(x, 'global!?')
end
eq(x, 'global')
_G.x = nil
eq(x, 'global')
if x then
  local x = 1
  eq(x, 1)
else
  local x = 2
end
for x = 1, 1 do eq(x, 1) end
eq(x, 'global')
local f = function() return f end
eq(f(), nil)
local function g() return g end
eq(g(), g)
repeat
  local done = true
until done
do
  local i = 0
  repeat
    local j = i
    i = i + 1
  until j == 3
  eq(i, 4)
end

-- Adjustment of lists of values.
local a, b, c = 1, 2
list('1 2 nil', a, b, c)
local d, e = 1, 2, 3
list('1 2', d, e)
local function three() return 1, 2, 3 end
local p, q, r, s = three()
list('1 2 3 nil', p, q, r, s)
p, q, r = 0, three()
list('0 1 2', p, q, r)
p, q, r = three(), 10
list('1 10 nil', p, q, r)
p, q = (three())
list('1 nil', p, q)
local t = { three(), three() }
eq(#t, 4)
t = { three(), (three()) }
eq(#t, 2)
list('1 1 2 3', three(), three())
eq(select('#', three()), 3)
eq(select('#', (three())), 1)
local function none() end
eq(select('#', none()), 0)
eq(select('#', (none())), 1)
eq(select('#', none(), none()), 1)
eq((none()), nil)

-- Assignment evaluates everything before it stores.
local i = 1
local u = {}
i, u[i] = i + 1, 20
list('2 20 nil', i, u[1], u[2])
local m, n = 1, 2
m, n = n, m
list('2 1', m, n)
local v = { 1, 2, 3 }
v[1], v[2], v[3] = v[3], v[1], v[2]
list('3 1 2', v[1], v[2], v[3])
do
  local w = { 'a' }
  local k = w
  w[1], w = 'b', 'replaced'
  eq(k[1], 'b')
  eq(w, 'replaced')
end
do
  local k, z = 1, {}
  z[k], k, z = 'x', 2, z
  eq(z[1], 'x')
  eq(k, 2)
end

-- Constants: refused at compile time, folded where they can be.
local one <const>, two <const> = 1, 'two'
eq(one .. two, '1two')
local huge <const> = 2 ^ 70
eq(huge, 2.0 ^ 70)
local nothing <const> = nil
eq(nothing, nil)
local yes <const> = true
eq(yes and 1, 1)
local fixed <const> = { 1 }
fixed[1] = 2
eq(fixed[1], 2)
eq((function() return one + 1 end)(), 2)
local function nested() return function() return two end end
eq(nested()(), 'two')
syntax("attempt to assign to const variable 'x'", 'local x <const> = 1; x = 2')
syntax("attempt to assign to const variable 'x'", 'local x <const> = 1; function x() end')
syntax("attempt to assign to const variable 'x'", 'local x <const> = 1; local function f() x = 2 end')
syntax("attempt to assign to const variable 'y'", 'local x, y <const> = 1, {}; x, y = 2, 3')
syntax("attempt to assign to const variable 'x'", 'local x <close> = nil; x = io')
syntax("unknown attribute 'final'", 'local x <final> = 1')
syntax("multiple to-be-closed variables in local list", 'local x <close>, y <close> = nil, nil')
syntax("<name> expected near '>'", 'local x <> = 1')
check(load 'local x <const> = 1; do local x = 2; x = 3 end')
check(load 'local x<const>, y<close>, z = 1')
check(load 'for i = 1, 2 do i = 3 end')
check(load 'local const, close = 1, 2; const = close')
for _, value in ipairs { 0, 1, -1, 127, 128, 255, 256, 65535, 65536, 1 << 30, 1 << 40, math.mininteger, 0.5, 1e300,
  -1.5 } do
  local source = 'local k <const> = %q; local t = { [k] = k }; return t[k], k + 0, 1 * k, k == k, -k'
  local chunk = load(source:format(value))
  local w1, w2, w3, w4, w5 = chunk()
  eq(w1, value)
  eq(w2, value + 0)
  eq(w3, value * 1)
  eq(w4, true)
  eq(w5, -value)
end

-- Limits.
local names = {}
for k = 1, 200 do names[k] = 'v' .. k end
local chunk = load('local ' .. table.concat(names, ', ') .. ' = ... return v200, v1')
list('nil 7', chunk(7))
names[201] = 'v201'
syntax('too many local variables (limit is 200) in main function near', 'local ' .. table.concat(names, ', '))
syntax('too many local variables (limit is 200) in function at line 2',
  '\nlocal function f() local ' .. table.concat(names, ', ') .. ' end')
do
  local up, uses = {}, {}
  for k = 1, 3 do
    up[k] = {}
    for j = 1, 85 do
      up[k][j] = ('u%d_%d'):format(k, j)
      uses[#uses + 1] = up[k][j]
    end
  end
  local function build(extra)
    local source = 'local %s = 1 return function() local %s = 2 return function() local %s%s = 3 return function() return %s '
    return source:format(table.concat(up[1], ', '), table.concat(up[2], ', '), table.concat(up[3], ', '), extra,
      table.concat(uses, ' or ')) .. 'end end end'
  end
  eq(load(build '')()()()(), 1)
  uses[#uses + 1] = 'more'
  syntax('too many upvalues (limit is 255)', build ', more')
end

print('ok locals ' .. checks)
