-- table.concat, insert, remove, move: results, limits, metamethods, errors.
-- concat
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

eq(table.concat {}, '')
eq(table.concat { 'a' }, 'a')
eq(table.concat({ 'a', 'b', 'c' }, ', '), 'a, b, c')
eq(table.concat { 1, 2.5, 'x', -0.0 }, '12.5x-0.0')
eq(table.concat({ 1, 2, 3 }, 0), '10203')
eq(table.concat({ 'a', 'b', 'c' }, '-', 2), 'b-c')
eq(table.concat({ 'a', 'b', 'c' }, '-', 2, 2), 'b')
eq(table.concat({ 'a', 'b', 'c' }, '-', 3, 2), '')
eq(table.concat({ [5] = 'x', [6] = 'y' }, '/', 5, 6), 'x/y')
eq(table.concat({ [-1] = 'm', [0] = 'z', 'o' }, '', -1, 1), 'mzo')
eq(table.concat({ [math.maxinteger] = 'top' }, 'x', math.maxinteger, math.maxinteger), 'top')
eq(table.concat({ [math.maxinteger - 1] = 'a', [math.maxinteger] = 'b' }, 'x', math.maxinteger - 1), '')
eq(table.concat({ [math.mininteger] = 'low' }, 'x', math.mininteger, math.mininteger), 'low')
eq(table.concat({ 'a', 'b' }, '\0'), 'a\0b')
eq(table.concat({ 'x', '\0', '\255' }, ''), 'x\0\255')
local many = {}
for i = 1, 10000 do many[i] = 'item' .. i end
local joined = table.concat(many, ';')
eq(#joined, 4 * 10000 + 9 + 180 + 2700 + 36000 + 5 + 9999)
eq(select(2, joined:gsub(';', ';')), 9999)
eq(table.concat(setmetatable({}, { __index = function(_, i) return 'i' .. i end, __len = function() return 3 end }),
  ' '), 'i1 i2 i3')
fails('at index 2', table.concat, { 'a', nil, 'c' }, '', 1, 3)
fails('at index 1', table.concat, { {} })
fails("in table for 'concat'", table.concat, { 1, 2, true })
fails('table expected, got nil', table.concat, nil)
fails('string expected, got table', table.concat, {}, {})
fails('number expected', table.concat, {}, '', 'x')

-- insert
local t = {}
table.insert(t, 'b')
table.insert(t, 1, 'a')
table.insert(t, 3, 'd')
table.insert(t, 3, 'c')
eq(table.concat(t), 'abcd')
table.insert(t, #t + 1, 'e')
eq(table.concat(t), 'abcde')
list('', table.insert(t, 'f'))
t = { nil }
table.insert(t, nil)
eq(#t, 0)
for i = 1, 100 do table.insert(t, 1, i) end
eq(t[1], 100)
eq(t[100], 1)
fails('position out of bounds', table.insert, { 1, 2, 3 }, 0, 'x')
fails('position out of bounds', table.insert, { 1, 2, 3 }, 5, 'x')
fails('position out of bounds', table.insert, { 1, 2, 3 }, -1, 'x')
fails('position out of bounds', table.insert, {}, math.mininteger, 'x')
fails("wrong number of arguments to 'insert'", table.insert, {})
fails("wrong number of arguments to 'insert'", table.insert, {}, 1, 2, 3)
fails('table expected, got nil', table.insert, nil, 1)
fails('number expected, got string', table.insert, { 1 }, 'x', 2)
fails('no integer representation', table.insert, { 1 }, 1.5, 2)
t = setmetatable({}, { __len = function() return math.maxinteger end })
table.insert(t, 'wrapped')
eq(rawget(t, math.mininteger), 'wrapped')

-- remove
t = { 'a', 'b', 'c', 'd' }
eq(table.remove(t), 'd')
eq(table.remove(t, 1), 'a')
eq(table.remove(t, 2), 'c')
eq(table.concat(t), 'b')
eq(table.remove(t), 'b')
eq(table.remove(t), nil)
eq(#t, 0)
eq(table.remove({}, 0), nil)
eq(table.remove({ [0] = 'zero' }, 0), 'zero')
eq(table.remove({ [0] = 'zero' }), 'zero')
t = { 1, 2, 3 }
eq(table.remove(t, 4), nil)
eq(#t, 3)
eq(select('#', table.remove {}), 1)
fails('position out of bounds', table.remove, { 1, 2, 3 }, 5)
fails('position out of bounds', table.remove, { 1, 2, 3 }, 0)
fails('position out of bounds', table.remove, { 1, 2, 3 }, -1)
fails('position out of bounds', table.remove, {}, 2)
fails('table expected', table.remove, 'abc')
t = {}
for i = 1, 200 do t[i] = i end
for i = 1, 100 do eq(table.remove(t, 1), i) end
eq(#t, 100)
eq(t[1], 101)
for i = 200, 101, -1 do eq(table.remove(t), i) end

-- move
local function show(x) return table.concat(x, ' ') end
eq(show(table.move({ 1, 2, 3 }, 1, 3, 2)), '1 1 2 3')
eq(show(table.move({ 1, 2, 3 }, 2, 3, 1)), '2 3 3')
eq(show(table.move({ 1, 2, 3 }, 1, 3, 1)), '1 2 3')
eq(show(table.move({ 1, 2, 3 }, 1, 0, 3)), '1 2 3')
eq(show(table.move({ 1, 2, 3 }, 1, 3, 4)), '1 2 3 1 2 3')
eq(show(table.move({ 1, 2, 3, 4, 5 }, 2, 4, 3)), '1 2 2 3 4')
eq(show(table.move({ 1, 2, 3, 4, 5 }, 3, 5, 1)), '3 4 5 4 5')
eq(show(table.move({ 1, 2, 3 }, 1, 3, 3, { 'a', 'b' })), 'a b 1 2 3')
local target = {}
check(table.move({ 1 }, 1, 1, 1, target) == target)
eq(target[1], 1)
t = table.move({ 10, 20, 30 }, 0, 3, 1)
list('nil 10 20 30', t[1], t[2], t[3], t[4])
t = table.move({ [math.maxinteger] = 'top' }, math.maxinteger, math.maxinteger, 1)
eq(t[1], 'top')
t = table.move({ 'x' }, 1, 1, math.maxinteger)
eq(t[math.maxinteger], 'x')
t = table.move({ [math.mininteger] = 'low' }, math.mininteger, math.mininteger, 5)
eq(t[5], 'low')
eq(show(table.move({ 1, 2 }, 2, -5, 1)), '1 2')
fails('too many elements to move', table.move, {}, 0, math.maxinteger, 1)
fails('too many elements to move', table.move, {}, math.mininteger, 0, 1)
fails('destination wrap around', table.move, {}, 1, 2, math.maxinteger)
fails('destination wrap around', table.move, {}, 1, 10, math.maxinteger - 5)
fails('table expected, got number', table.move, 1, 2, 3, 4)
fails('table expected, got number', table.move, {}, 1, 2, 3, 4)
fails('number expected', table.move, {}, 1, 2)
local log = {}
local source = setmetatable({}, { __index = function(_, k) log[#log + 1] = 'get ' .. k; return k * 10 end })
local sink = setmetatable({}, { __newindex = function(_, k, v) log[#log + 1] = 'set ' .. k .. '=' .. v end })
table.move(source, 1, 2, 5, sink)
eq(table.concat(log, ', '), 'get 1, set 5=10, get 2, set 6=20')

-- Proxies work through their metamethods in all of them; a value without the needed ones is refused.
local store = { 'a', 'b', 'c' }
local proxy = setmetatable({}, {
  __index = function(_, k) return store[k] end,
  __newindex = function(_, k, v) store[k] = v end,
  __len = function() return #store end,
})
table.insert(proxy, 'd')
table.insert(proxy, 1, 'start')
eq(table.concat(proxy, ' '), 'start a b c d')
eq(table.remove(proxy, 1), 'start')
eq(table.remove(proxy), 'd')
eq(show(store), 'a b c')
eq(#proxy, 3)
eq(rawlen(proxy), 0)
list('a b c', table.unpack(proxy))
fails('object length is not an integer', table.insert, setmetatable({}, { __len = function() return 'x' end }), 1)
fails('object length is not an integer', table.unpack, setmetatable({}, { __len = function() return 1.5 end }))

print('ok table-library ' .. checks)
