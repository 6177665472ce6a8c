-- Errors are values of any type: error, assert, pcall, rethrow, identity, levels.
-- error passes every value unchanged.
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

local values = { {}, print, function() end, coroutine.create(print), true, false, 42, 1.5, math.mininteger,
  setmetatable({}, { __tostring = function() return 'T' end }) }
for _, v in ipairs(values) do
  for level = 0, 2 do
    local ok, e = pcall(error, v, level)
    check(ok == false and rawequal(e, v))
    ok, e = pcall(function() error(v, level) end)
    check(ok == false and rawequal(e, v))
  end
  local ok, e = pcall(function()
    local ok2, e2 = pcall(error, v)
    check(not ok2)
    error(e2)
  end)
  check(not ok and rawequal(e, v))
end
list('false nil', pcall(error))
list('false nil', pcall(error, nil))
list('false nil', pcall(function() error() end))
eq(select('#', pcall(error)), 2)

-- Strings get a position by level, other values never.
local function at(level) error('m', level) end
local function call(level) at(level) end
local chunk = load([[
local at = ...
local function here() error 'm' end
local function here1() error('m', 1) end
local function here0() error('m', 0) end
local function here2() error('m', 2) end
local function caller(f)
  f()
end
return here, here1, here0, here2, caller
]], '=c')
local here, here1, here0, here2, caller = chunk()
list('false c:2: m', pcall(here))
list('false c:3: m', pcall(here1))
list('false m', pcall(here0))
list('false c:7: m', pcall(caller, here2))
list('false c:2: m', pcall(caller, here))
list('false m', pcall(here2))
eq(select(2, pcall(call, 1)):match ':(%d+): m$' ~= nil, true)
eq(select(2, pcall(error, 'm')), 'm')
eq(select(2, pcall(error, 'm', 100)), 'm')
eq(select(2, pcall(error, 'm', -1)), 'm')
eq(select(2, pcall(error, 'a\0b', 0)), 'a\0b')
local ok, e = pcall(error, 42, 1)
eq(e, 42)
eq(math.type(e), 'integer')
fails('number expected', error, 'm', 'x')

-- assert.
list('1 2 3', assert(1, 2, 3))
list('1', assert(1))
list('text nil', assert('text', nil))
list('true message', assert(true, 'message'))
list('false assertion failed!', pcall(assert, false))
list('false assertion failed!', pcall(assert, nil))
list('false message', pcall(assert, false, 'message'))
list('false message', pcall(assert, nil, 'message', 'dropped'))
list('false nil', pcall(assert, false, nil))
list('false false', pcall(assert, false, false))
local object = {}
ok, e = pcall(assert, false, object)
check(e == object)
fails('value expected', assert)
eq(select('#', assert(1, nil, nil)), 3)
list('nil not found', (function() return nil, 'not found' end)())
list('false not found', pcall(assert, (function() return nil, 'not found' end)()))

-- pcall.
list('true', pcall(function() end))
list('true 1 nil 3', pcall(function(...) return ... end, 1, nil, 3))
list('false attempt to call a nil value', pcall(nil))
list('false attempt to call a number value', pcall(42))
list('false attempt to call a table value', pcall({}))
list('true called', pcall(setmetatable({}, { __call = function() return 'called' end })))
fails('value expected', pcall)
list('true false e', pcall(pcall, error, 'e'))
list('true true true 1', pcall(pcall, pcall, function() return 1 end))
eq(select('#', pcall(table.unpack, {}, 1, 200)), 201)

-- Errors raised by the interpreter are strings with a position.
for source, want in pairs {
  ['local x; x()'] = "s:1: attempt to call a nil value (local 'x')",
  ['nothing()'] = "s:1: attempt to call a nil value (global 'nothing')",
  ['local t = {}; t.x.y = 1'] = "s:1: attempt to index a nil value (field 'x')",
  ['local t = {}; t:m()'] = "s:1: attempt to call a nil value (method 'm')",
  ['return 1 + {}'] = 's:1: attempt to perform arithmetic on a table value',
  ['return {} .. "x"'] = 's:1: attempt to concatenate a table value',
  ['return 1 < "x"'] = 's:1: attempt to compare number with string',
  ['return #nil'] = 's:1: attempt to get length of a nil value',
  ['\n\nerror "x"'] = 's:3: x',
} do
  list('false ' .. want, pcall(load(source, '=s')))
end

-- Error objects with fields, classes and causes.
local Failure = {}
Failure.__index = Failure
Failure.__tostring = function(self)
  return 'Failure(' .. self.code .. ')' .. (self.cause and ' <- ' .. tostring(self.cause) or '')
end
local function fail(code, cause) error(setmetatable({ code = code, cause = cause }, Failure)) end
ok, e = pcall(fail, 7)
check(not ok and getmetatable(e) == Failure)
eq(e.code, 7)
eq(tostring(e), 'Failure(7)')
ok, e = pcall(function()
  local ok2, cause = pcall(fail, 1)
  if not ok2 then fail(2, cause) end
end)
eq(tostring(e), 'Failure(2) <- Failure(1)')
eq(e.cause.code, 1)

-- try, catch, finally as a library; cleanup on every path.
local trace = {}
local function try(body, handlers)
  local r = table.pack(pcall(body))
  if handlers.finally then handlers.finally() end
  if r[1] then return table.unpack(r, 2, r.n) end
  local e2 = r[2]
  for class, handler in pairs(handlers) do
    if type(class) == 'table' and getmetatable(e2) == class then return handler(e2) end
  end
  error(e2, 0)
end
local function finally() trace[#trace + 1] = 'finally' end
eq(try(function() return 'fine' end, { finally = finally }), 'fine')
eq(try(function() fail(3) end, { [Failure] = function(f) return f.code end, finally = finally }), 3)
fails('other', try, function() error('other', 0) end, { [Failure] = print, finally = finally })
eq(#trace, 3)

-- State is intact after many errors at many depths.
local depth_reached = 0
local function dig(n)
  depth_reached = math.max(depth_reached, n)
  if n == 100 then error { n } end
  local _ = { n }
  dig(n + 1)
end
for _ = 1, 500 do
  local ok2, e2 = pcall(dig, 1)
  check(not ok2 and e2[1] == 100)
end
eq(depth_reached, 100)
local sum = 0
for i = 1, 20000 do
  local ok2, e2 = pcall(error, i)
  if not ok2 then sum = sum + e2 end
end
eq(sum, 200010000)

-- An error in the middle of an assignment or constructor leaves earlier effects, not later ones.
local t = {}
pcall(function()
  t.first = 1
  t.second = error 'stop'
  t.third = 3
end)
eq(t.first, 1)
eq(t.second, nil)
eq(t.third, nil)
local order = {}
local function note(v) order[#order + 1] = v return v end
pcall(function() return { note(1), note(2), error 'stop', note(3) } end)
eq(table.concat(order, ' '), '1 2')

-- Errors inside metamethods, iterators and comparators come out of the operation.
fails('mm', function() return setmetatable({}, { __index = function() error 'mm' end }).x end)
fails('mm', function() setmetatable({}, { __newindex = function() error 'mm' end }).x = 1 end)
fails('it', function() for _ in function() error 'it' end do end end)
fails('gs', string.gsub, 'x', 'x', function() error 'gs' end)
ok, e = pcall(string.gsub, 'x', 'x', function() error(object) end)
check(e == object)
ok, e = pcall(table.sort, { 1, 2 }, function() error(object) end)
check(e == object)
ok, e = pcall(table.concat, setmetatable({}, { __len = function() error(object) end }))
check(e == object)

print('ok error-values ' .. checks)
