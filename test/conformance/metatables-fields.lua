-- setmetatable, getmetatable, __metatable, __tostring, __name, __pairs, and tostring of every type.
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

local mt = {}
local t = {}
eq(getmetatable(t), nil)
check(setmetatable(t, mt) == t)
check(getmetatable(t) == mt)
check(setmetatable(t, nil) == t)
eq(getmetatable(t), nil)
fails("bad argument #2 to 'setmetatable' (nil or table expected", function() setmetatable(t, 5) end)
fails('nil or table expected', setmetatable, {})
fails('table expected, got number', setmetatable, 5, {})
fails('table expected, got string', setmetatable, 'x', {})
fails('value expected', getmetatable)
eq(getmetatable(5), nil)
eq(getmetatable(print), nil)
eq(getmetatable(nil), nil)
eq(type(getmetatable ''), 'table')

-- __metatable protects and stands in.
local protected = setmetatable({}, { __metatable = 'hidden' })
eq(getmetatable(protected), 'hidden')
fails('cannot change a protected metatable', setmetatable, protected, {})
fails('cannot change a protected metatable', setmetatable, protected, nil)
protected = setmetatable({}, { __metatable = false })
eq(getmetatable(protected), false)
fails('cannot change a protected metatable', setmetatable, protected, {})

-- __tostring and __name.
eq(tostring(setmetatable({}, { __tostring = function() return 'custom' end })), 'custom')
eq(tostring(setmetatable({ n = 5 }, { __tostring = function(self) return 'n=' .. self.n end })), 'n=5')
fails("'__tostring' must return a string", tostring, setmetatable({}, { __tostring = function() return {} end }))
fails("'__tostring' must return a string", tostring, setmetatable({}, { __tostring = function() end }))
fails('in tostring', tostring, setmetatable({}, { __tostring = function() error 'in tostring' end }))
check(tostring(setmetatable({}, { __name = 'My.Type' })):match '^My%.Type: %w+' ~= nil)
check(tostring(setmetatable({}, { __name = 42 })):match '^table: ' ~= nil)
eq(tostring(setmetatable({}, { __name = 'My.Type', __tostring = function() return 'wins' end })), 'wins')
fails('number expected, got My.Type', math.floor, setmetatable({}, { __name = 'My.Type' }))
fails('attempt to compare two My.Type values', function()
  local m = { __name = 'My.Type' }
  return setmetatable({}, m) < setmetatable({}, m)
end)
fails('attempt to index a nil value', function() local x; return x.y end)
fails('attempt to perform arithmetic on a My.Type value', function() return setmetatable({},
  { __name = 'My.Type' }) + 1 end)
fails('attempt to concatenate a My.Type value', function() return setmetatable({}, { __name = 'My.Type' }) .. '' end)
fails('attempt to call a My.Type value', function() setmetatable({}, { __name = 'My.Type' })() end)

-- tostring of every type.
eq(tostring(nil), 'nil')
eq(tostring(true), 'true')
eq(tostring(false), 'false')
eq(tostring 'text', 'text')
eq(tostring 'a\0b', 'a\0b')
check(tostring({}):match '^table: %w+$' ~= nil)
check(tostring(function() end):match '^function: ' ~= nil)
check(tostring(coroutine.create(print)):match '^thread: ' ~= nil)
check(tostring(t) == tostring(t) and tostring({}) ~= tostring(t))
check(tostring(print):match '^function: ' ~= nil)
fails('value expected', tostring)
eq(select('#', tostring(nil)), 1)

-- type.
for _, pair in ipairs { { 1, 'number' }, { 1.5, 'number' }, { 'x', 'string' }, { true, 'boolean' }, { {}, 'table' },
  { print, 'function' }, { function() end, 'function' },
  { coroutine.create(print), 'thread' } } do
  eq(type(pair[1]), pair[2])
end
eq(type(nil), 'nil')
eq(type(type(nil)), 'string')
fails('value expected', type)

-- __pairs: function, three results, used by pairs only.
local ordered = setmetatable({ c = 3, a = 1, b = 2 }, { __pairs = function(self)
  local keys = {}
  for k in next, self do keys[#keys + 1] = k end
  table.sort(keys)
  local i = 0
  return function()
    i = i + 1
    if keys[i] then return keys[i], self[keys[i]] end
  end, self, nil
end })
local got = {}
for k, v in pairs(ordered) do got[#got + 1] = k .. v end
eq(table.concat(got, ' '), 'a1 b2 c3')
got = 0
for _ in next, ordered do got = got + 1 end
eq(got, 3)
fails('in pairs', pairs, setmetatable({}, { __pairs = function() error 'in pairs' end }))
for k, v in pairs(setmetatable({}, { __pairs = function() return next, { x = 1 } end })) do list('x 1', k, v) end

-- Metamethods are looked up raw in the metatable.
local indirect = setmetatable({}, setmetatable({}, { __index = { __tostring = function() return 'inherited' end } }))
check(tostring(indirect):match '^table: ' ~= nil)
local own = setmetatable({ __tostring = function() return 'own field' end }, {})
check(tostring(own):match '^table: ' ~= nil)
local self_meta = {}
self_meta.__index, self_meta.__tostring = self_meta, function() return 'self' end
setmetatable(self_meta, self_meta)
eq(tostring(self_meta), 'self')
eq(rawget(self_meta, 'nothing'), nil)

-- A metatable is shared, and adding a metamethod later works (absence is not remembered wrongly).
local shared = {}
local p, q = setmetatable({}, shared), setmetatable({}, shared)
fails('attempt to perform arithmetic', function() return p + q end)
shared.__add = function() return 'sum' end
eq(p + q, 'sum')
shared.__add = nil
fails('attempt to perform arithmetic', function() return p + q end)
check(p ~= q)
shared.__eq = function() return true end
check(p == q)
shared.__eq = nil
check(p ~= q)
eq(#p, 0)
rawset(shared, '__len', function() return 7 end)
eq(#p, 7)
setmetatable(p, nil)
eq(#p, 0)
eq(#q, 7)

-- print uses tostring's rules on each argument: errors in __tostring surface.
fails("'__tostring' must return a string", string.format, '%s', setmetatable({},
  { __tostring = function() return {} end }))

print('ok metatables-fields ' .. checks)
