-- Yields across pcall, xpcall, metamethods, iterators, load; and the boundaries that cannot be crossed.
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

local yield, wrap = coroutine.yield, coroutine.wrap
local function drain(f, ...)
  local co, out = coroutine.create(f), {}
  local results = table.pack(coroutine.resume(co, ...))
  while coroutine.status(co) ~= 'dead' do
    out[#out + 1] = tostring(results[2])
    results = table.pack(coroutine.resume(co, results[2]))
  end
  for i = 2, results.n do out[#out + 1] = tostring(results[i]) end
  if not results[1] then table.insert(out, 1, 'ERROR') end
  return table.concat(out, ' ')
end

-- pcall and xpcall.
eq(drain(function() return pcall(function() yield(1) yield(2) return 3 end) end), '1 2 true 3')
eq(drain(function() return pcall(function() yield(1) error('e', 0) end) end), '1 false e')
eq(drain(function() return pcall(pcall, pcall, function() yield 'in' error('e', 0) end) end), 'in true true false e')
eq(drain(function() return xpcall(function(...) yield(...) return ... end, print, 'arg') end), 'arg true arg')
eq(drain(function() return xpcall(function() yield(1) error('e', 0) end, function(e) return e .. '!' end) end),
  '1 false e!')
eq(drain(function()
  local ok, e = pcall(function()
    local ok2, e2 = pcall(function() yield 'a' error('inner', 0) end)
    yield(e2)
    error('outer', 0)
  end)
  yield(e)
  return ok
end), 'a inner outer false')
eq(drain(function() return select('#', pcall(yield)) end), 'nil 2')
eq(drain(function() return pcall(yield, 'direct') end), 'direct true direct')
eq(drain(function() for i = 1, 3 do pcall(function() yield(i) error() end) end return 'end' end), '1 2 3 end')
eq(drain(function() error('uncaught', 0) end), 'ERROR uncaught')
eq(drain(function() yield(1) error('uncaught', 0) end), 'ERROR 1 uncaught')
local function nested(n)
  if n == 0 then
    yield 'bottom'
    error('up', 0)
  end
  local ok, e = pcall(nested, n - 1)
  error(e .. (ok and 'x' or '.'), 0)
end
eq(drain(function() return pcall(nested, 50) end), 'bottom false up' .. ('.'):rep(50))

-- Every metamethod.
local function y(name) return function(a, b) return yield(name) and (type(a) == 'table' and 'left' or 'right') end end
local events = {}
for _, e in ipairs { 'add', 'sub', 'mul', 'div', 'mod', 'pow', 'idiv', 'unm', 'band', 'bor', 'bxor', 'shl', 'shr',
  'bnot', 'concat', 'len', 'call', 'index' } do
  events['__' .. e] = y(e)
end
local o = setmetatable({}, events)
for source, want in pairs {
  ['o + 1'] = 'add left', ['1 + o'] = 'add right', ['o - 1'] = 'sub left', ['o * 1'] = 'mul left',
  ['o / 1'] = 'div left', ['o % 1'] = 'mod left',
  ['o ^ 1'] = 'pow left', ['o // 1'] = 'idiv left', ['-o'] = 'unm left', ['o & 1'] = 'band left',
  ['1 | o'] = 'bor right', ['o ~ 1'] = 'bxor left',
  ['o << 1'] = 'shl left', ['1 >> o'] = 'shr right', ['~o'] = 'bnot left', ['o .. 1'] = 'concat left',
  ['1 .. o'] = 'concat right', ['#o'] = 'len left',
  ['o()'] = 'call left', ['o.x'] = 'index left', ['o[1]'] = 'index left', ['o + 2.5'] = 'add left',
  ['o * o'] = 'mul left',
} do
  eq(drain(load('local o = ... return ' .. source), o), want)
end
eq(drain(function() return 'p' .. 'q' .. o .. 'r' end), 'concat pqleft')
local cmp = setmetatable({}, {
  __lt = function() return yield 'lt' end, __le = function() return yield 'le' end,
    __eq = function() return yield 'eq' end,
})
for source, want in pairs {
  ['c < 1'] = 'lt true', ['1 < c'] = 'lt true', ['c > 1'] = 'lt true', ['c <= 1'] = 'le true', ['1 >= c'] = 'le true',
  ['c == d'] = 'eq true', ['c ~= d'] = 'eq false',
  ['c < d and 1 or 2'] = 'lt 1', ['not (c == d)'] = 'eq false',
} do
  eq(drain(load('local c, d = ... return ' .. source), cmp, setmetatable({}, getmetatable(cmp))), want)
end
eq(drain(function() if cmp < 1 then return 'then' else return 'else' end end), 'lt then')
eq(drain(function()
  local n = 0
  while cmp < n and n < 2 do n = n + 1 end
  return n
end), 'lt lt lt 2')
local stored
eq(drain(function()
  local t = setmetatable({}, { __newindex = function(_, k, v) stored = k .. v .. tostring(yield 'newindex') end })
  t.key = 'value'
  return stored
end), 'newindex keyvaluenewindex')
eq(drain(function()
  for k, v in pairs(setmetatable({}, { __pairs = function(t) yield 'pairs' return next, { a = 1 } end })) do return k,
    v end
end), 'pairs a 1')
eq(drain(function()
  do local x <close> = setmetatable({}, { __close = function() yield 'close' end }) end
  return 'after'
end), 'close after')

-- Iterators of a generic for, and values of the loop kept over a yield.
eq(drain(function()
  local out = {}
  for i, v in function(s, c) yield('it' .. c) if c < s then return c + 1, c * c end end, 2,
    0 do out[#out + 1] = i .. ':' .. v end
  return table.concat(out, ' ')
end), 'it0 it1 it2 1:0 2:1')
eq(drain(function()
  local sum = 0
  for i = 1, 3 do sum = sum + yield(i) end
  for _, v in ipairs { 10, 20 } do sum = sum + yield(v) end
  return sum
end), '1 2 3 10 20 36')

-- Tail calls, varargs, vararg functions, multiple results in expressions.
eq(drain(function() return yield 'tail' end), 'tail tail')
eq(drain(function(...) return yield(...), ... end, 'a', 'b'), 'a a a b')
eq(drain(function() local t = { yield(1), yield(2), x = yield(3) } return #t, t.x end), '1 2 3 2 3')
eq(drain(function() return (yield(1)) + (yield(2)) * (yield(3)) end), '1 2 3 7')
eq(drain(function() return math.max(yield(1), yield(9), yield(5)) end), '1 9 5 9')
eq(drain(function() local a, b = yield(1), yield(2) return a, b end), '1 2 1 2')
eq(drain(load 'local a = coroutine.yield("chunk") return a'), 'chunk chunk')
eq(drain(function() return load 'return coroutine.yield("loaded"), 2'() end), 'loaded loaded 2')

-- The main boundaries: C functions that call back without continuation.
for name, f in pairs {
  sort = function() table.sort({ 2, 1 }, function() yield() return true end) end,
  gsub = function() string.gsub('a', 'a', function() yield() end) end,
  load = function() assert(load(function() yield() end)) end,
  tostring = function() tostring(setmetatable({}, { __tostring = function() yield() return '' end })) end,
  concat = function() table.concat(setmetatable({}, { __len = function() return 1 end,
    __index = function() yield() return 'x' end })) end,
  unpack = function() table.unpack(setmetatable({}, { __index = function() yield() end }), 1, 1) end,
} do
  local co = coroutine.create(f)
  local ok, err = coroutine.resume(co)
  eq(ok, false)
  check(tostring(err):find('attempt to yield across a C-call boundary', 1, true), name .. ': ' .. tostring(err))
end
eq(drain(function() return pcall(table.sort, { 2, 1 }, function() yield() end) end),
  'false attempt to yield across a C-call boundary')

-- isyieldable tells.
eq(drain(function()
  local inside
  string.gsub('a', 'a', function() inside = coroutine.isyieldable() end)
  return inside, coroutine.isyieldable()
end), 'false true')

-- A whole new coroutine below such a boundary may yield on its own.
eq(drain(function()
  return (string.gsub('abc', '.', function(c)
    local co = wrap(function(x) x = yield(x .. x) return x end)
    return co(c) .. co '-'
  end))
end), 'aa-bb-cc-')

print('ok coroutine-yields ' .. checks)
