-- Varargs, select, table.pack, table.unpack: counts, nils, limits.
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

local function count(...) return select('#', ...) end
eq(count(), 0)
eq(count(nil), 1)
eq(count(nil, nil, nil), 3)
eq(count(1, nil), 2)
eq(count((count())), 1)

-- Adjustment.
local function pass(...) return ... end
list('', pass())
list('nil', pass(nil))
list('1 nil 3 nil', pass(1, nil, 3, nil))
list('1', (pass(1, 2, 3)))
list('1 1 2', pass(1), pass(1, 2))
list('1 2', (pass(1)), (pass(2, 3)))
local function first(...) local a, b = ... return a, b end
list('1 2', first(1, 2, 3))
list('1 nil', first(1))
list('nil nil', first())
local function named(a, b, ...) return count(...), a, b end
list('0 nil nil', named())
list('0 1 2', named(1, 2))
list('2 1 2', named(1, 2, 3, nil))
local function table_of(...) return { ... }, { ..., 'x' }, { 'x', ... }, { (...) } end
local t1, t2, t3, t4 = table_of(1, 2, 3)
eq(#t1, 3)
eq(#t2, 2)
eq(#t3, 4)
eq(#t4, 1)
local function in_closure(...)
  local saved = table.pack(...)
  return function() return table.unpack(saved, 1, saved.n) end
end
list('a nil b nil', in_closure('a', nil, 'b', nil)())
local function twice(...) return ..., ... end
list('1 1 2 3', twice(1, 2, 3))
local function arithmetic(...) return ... + 1, -... end
list('6 -5', arithmetic(5, 100))
local function assign(...)
  local a, b, c
  a, b, c = ..., 'last'
  return a, b, c
end
list('1 last nil', assign(1, 2, 3))
local function loop(...)
  local s = 0
  for i, v in ipairs { ... } do s = s + i * v end
  for v in pairs { n = ... } do s = s + #v end
  return s
end
eq(loop(10, 20, 30), 141)
local function condition(...) if ... then return 'yes' end return 'no' end
eq(condition(), 'no')
eq(condition(1), 'yes')
eq(condition(false, 1), 'no')
local function recurse(n, ...)
  if n == 0 then return ... end
  return recurse(n - 1, n, ...)
end
eq(count(recurse(200)), 200)
list('1 2 3', recurse(3))
eq(load 'return ...'(7), 7)
eq(count(load 'return ...'(7, nil)), 2)
eq(load 'local a, b = ... return b'(7, 8), 8)

-- Surplus and missing arguments.
local function two(a, b) return a, b end
list('1 2', two(1, 2, 3, 4))
list('1 nil', two(1))
list('nil nil', two())

-- select.
list('b c', select(2, 'a', 'b', 'c'))
list('c', select(-1, 'a', 'b', 'c'))
list('b c', select(-2, 'a', 'b', 'c'))
list('', select(4, 'a', 'b', 'c'))
list('', select(100, 'a'))
list('nil nil', select(2, 1, nil, nil))
eq(select('#'), 0)
eq(select('#', nil), 1)
eq(select('2', 'a', 'b'), 'b')
fails('index out of range', select, 0, 1)
fails('index out of range', select, -2, 1)
fails('index out of range', select, -1)
fails('number expected', select)
fails('number expected', select, 'x', 1)
fails('number expected', select, {}, 1)

-- table.pack and table.unpack.
local p = table.pack()
eq(p.n, 0)
eq(#p, 0)
p = table.pack(nil, 2, nil)
eq(p.n, 3)
eq(p[2], 2)
list('nil 2 nil', table.unpack(p, 1, p.n))
list('1 2 3', table.unpack { 1, 2, 3 })
list('2 3', table.unpack({ 1, 2, 3 }, 2))
list('2', table.unpack({ 1, 2, 3 }, 2, 2))
list('', table.unpack({ 1, 2, 3 }, 4))
list('', table.unpack({ 1, 2, 3 }, 3, 2))
list('3 nil nil', table.unpack({ 1, 2, 3 }, 3, 5))
list('z m', table.unpack({ [0] = 'm', [-1] = 'z' }, -1, 0))
list('x', table.unpack({ [math.maxinteger] = 'x' }, math.maxinteger, math.maxinteger))
list('y', table.unpack({ [math.mininteger] = 'y' }, math.mininteger, math.mininteger))
list('', table.unpack({}, math.maxinteger, math.mininteger))
list('', table.unpack({}, math.maxinteger, 0))
list('1 2', table.unpack({ 1, 2 }, 1.0, 2.0))
list('h i', table.unpack(setmetatable({}, { __index = function(_, i) return ({ 'h', 'i' })[i] end,
  __len = function() return 2 end })))
fails('too many results to unpack', table.unpack, {}, 1, 1e7)
fails('too many results to unpack', table.unpack, {}, 1, math.maxinteger)
fails('too many results to unpack', table.unpack, {}, math.mininteger, math.maxinteger)
fails('too many results to unpack', table.unpack, {}, 0, math.maxinteger)
fails('no integer representation', table.unpack, {}, 1.5)
fails('attempt to index a nil value', function() return table.unpack(nil, 1, 2) end)
local many = {}
for i = 1, 50000 do many[i] = i end
eq(count(table.unpack(many)), 50000)
eq((select(50000, table.unpack(many))), 50000)
eq(table.pack(table.unpack(many)).n, 50000)
eq(math.max(table.unpack(many)), 50000)
eq(#string.char(table.unpack(many, 1, 255)), 255)
local function sum(...)
  local s = 0
  for i = 1, select('#', ...) do s = s + (select(i, ...)) end
  return s
end
eq(sum(table.unpack(many, 1, 300)), 45150)

-- Constructors with more values than one instruction stores, and calls with many arguments.
local source = {}
for i = 1, 600 do source[i] = tostring(i) end
local constructed = load('return {' .. table.concat(source, ',') .. ', ...}')(601, 602)
eq(#constructed, 602)
for _, i in ipairs { 1, 50, 51, 100, 101, 512, 513, 600, 601, 602 } do eq(constructed[i], i) end
eq(load('return select("#", ' .. table.concat(source, ',', 1, 240) .. ')')(), 240)
syntax('too many', 'f(' .. table.concat(source, ',') .. ')')
local parameters = {}
for i = 1, 199 do parameters[i] = 'p' .. i end
eq(load('return function(' .. table.concat(parameters,
  ',') .. ', ...) return p199, select("#", ...) end')()(table.unpack(many, 1, 250)), 199)
eq(select(2, load('return function(' .. table.concat(parameters,
  ',') .. ', ...) return p199, select("#", ...) end')()(table.unpack(many, 1, 250))), 51)

print('ok varargs ' .. checks)
