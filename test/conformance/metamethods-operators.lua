-- Metamethods of operators: arithmetic, bitwise, concatenation, length, call; which operand decides.
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

local function name(x) return type(x) == 'table' and x.name or tostring(x) end
local mt = {}
local function new(n) return setmetatable({ name = n }, mt) end
for _, event in ipairs {
  'add', 'sub', 'mul', 'div', 'mod', 'pow', 'idiv', 'band', 'bor', 'bxor', 'shl', 'shr', 'concat',
} do
  mt['__' .. event] = function(a, b) return event .. '(' .. name(a) .. ',' .. name(b) .. ')', 'dropped' end
end
mt.__unm = function(a, b) return 'unm(' .. name(a) .. ',' .. tostring(rawequal(a, b)) .. ')' end
mt.__bnot = function(a, b) return 'bnot(' .. name(a) .. ',' .. tostring(rawequal(a, b)) .. ')' end
mt.__len = function(a) return 'len(' .. name(a) .. ')' end

-- Every binary operator with the object left, right, both, and with constants, numbers and strings.
local a, b, one, text = new 'a', new 'b', 1, 'str'
for event, op in pairs {
  add = '+', sub = '-', mul = '*', div = '/', mod = '%', pow = '^', idiv = '//', band = '&', bor = '|', bxor = '~',
    shl = '<<', shr = '>>',
} do
  local env = { a = a, b = b, one = one, half = 0.5, text = text, yes = true, select = select }
  local function run(source) return load('return ' .. source, '=s', 't', env)() end
  eq(run('a ' .. op .. ' b'), event .. '(a,b)')
  eq(run('b ' .. op .. ' a'), event .. '(b,a)')
  eq(run('a ' .. op .. ' a'), event .. '(a,a)')
  eq(run('a ' .. op .. ' 1'), event .. '(a,1)')
  eq(run('1 ' .. op .. ' a'), event .. '(1,a)')
  eq(run('a ' .. op .. ' one'), event .. '(a,1)')
  eq(run('one ' .. op .. ' a'), event .. '(1,a)')
  eq(run('a ' .. op .. ' 0.5'), event .. '(a,0.5)')
  eq(run('half ' .. op .. ' a'), event .. '(0.5,a)')
  eq(run('a ' .. op .. ' 1000000'), event .. '(a,1000000)')
  eq(run('1000000 ' .. op .. ' a'), event .. '(1000000,a)')
  eq(run('a ' .. op .. ' -1'), event .. '(a,-1)')
  eq(run('a ' .. op .. ' text'), event .. '(a,str)')
  eq(run('text ' .. op .. ' a'), event .. '(str,a)')
  eq(run('a ' .. op .. ' nil'), event .. '(a,nil)')
  eq(run('nil ' .. op .. ' a'), event .. '(nil,a)')
  eq(run('yes ' .. op .. ' a'), event .. '(true,a)')
  eq(run('select("#", a ' .. op .. ' b)'), 1)
end
eq(-a, 'unm(a,true)')
eq(~a, 'bnot(a,true)')
eq(#a, 'len(a)')

-- Concatenation: right associative, numbers and strings among the operands.
eq(a .. b, 'concat(a,b)')
eq(a .. 'x', 'concat(a,x)')
eq('x' .. a, 'concat(x,a)')
eq(1 .. a, 'concat(1,a)')
eq(a .. 1.5, 'concat(a,1.5)')
eq('x' .. 'y' .. a, 'x' .. 'concat(y,a)')
eq(a .. 'x' .. 'y', 'concat(a,xy)')
eq('x' .. a .. 'y', 'x' .. 'concat(a,y)')
eq('p' .. a .. 'q' .. b .. 'r', 'p' .. 'concat(a,q' .. 'concat(b,r))')
eq(nil .. a, 'concat(nil,a)')
local rope = setmetatable({}, { __concat = function(x, y)
  local function parts(v) return type(v) == 'table' and v[1] or '<' .. tostring(v) .. '>' end
  return setmetatable({ parts(x) .. parts(y) }, getmetatable(type(x) == 'table' and x or y))
end })
rope[1] = 'R'
eq((rope .. 'a' .. 'b')[1], 'R<ab>')
eq(('a' .. rope .. 'b')[1], '<a>R<b>')
eq((1 .. rope .. 2 .. rope)[1], '<1>R<2>R')

-- The left operand's metamethod wins; the right one's is used if the left has none.
local left = setmetatable({}, { __add = function() return 'left' end })
local right = setmetatable({}, { __add = function() return 'right' end })
eq(left + right, 'left')
eq(right + left, 'right')
eq({} + right, 'right')
eq(left + {}, 'left')
eq(setmetatable({}, {}) + right, 'right')
eq('10' + right, 'right')
eq(10 - setmetatable({}, { __sub = function(x, y) return x .. type(y) end }), '10table')

-- Errors without a metamethod.
fails('attempt to perform arithmetic on a table value', function() return {} + 1 end)
fails("attempt to perform arithmetic on a nil value (global 'nothing')", function() return 1 + nothing end)
fails("attempt to perform arithmetic on a nil value (field 'x')", function() local t = {}; return t.x * 2 end)
fails("attempt to perform arithmetic on a table value (local 'left')", function() local left = {}; return -left end)
fails("attempt to concatenate a nil value (local 'x')", function() local x; return 'a' .. x end)
fails("attempt to concatenate a table value", function() return 'a' .. {} .. 'b' end)
fails("attempt to concatenate a boolean value", function() return true .. '' end)
fails("attempt to get length of a boolean value", function() return #true end)
fails("attempt to call a table value", function() local t = {}; t() end)
fails("attempt to perform bitwise operation on a table value", function() return {} & 1 end)

-- __call: arguments, results, chains, method calls, tail calls, as iterator and as pcall's function.
local callable = setmetatable({ name = 'callable' }, { __call = function(self, ...) return self.name, select('#', ...),
  ... end })
list('callable 0', callable())
list('callable 3 1 nil 3', callable(1, nil, 3))
list('callable 1 x', callable 'x')
list('callable 2 1 2', (function(...) return callable(...) end)(1, 2))
list('true callable 1 arg', pcall(callable, 'arg'))
local holder = { m = callable }
eq(select(3, holder:m()), holder)
local chain = callable
for i = 1, 20 do chain = setmetatable({ level = i }, { __call = chain }) end
list('callable 21', (function() local n, c = chain('arg') return n, c end)())
fails('attempt to call a table value', function() setmetatable({}, { __call = {} })() end)
fails('attempt to call a', function() setmetatable({}, { __call = 5 })() end)
eq(string.gsub('abc', 'b', setmetatable({}, { __index = function(_, k) return k:upper() end })), 'aBc')
eq((coroutine.wrap(function(...) return callable(...) end)(1)), 'callable')
local fact = setmetatable({}, { __call = function(self, n) return n < 2 and 1 or n * self(n - 1) end })
eq(fact(15), 1307674368000)
local counter = setmetatable({ n = 0 },
  { __call = function(self) self.n = self.n + 1; if self.n <= 3 then return self.n end end })
local sum = 0
for v in counter do sum = sum + v end
eq(sum, 6)

-- Metamethods may be callable objects, and may raise.
eq(setmetatable({}, { __add = callable }) + 1, 'callable')
eq(#setmetatable({}, { __len = function() return nil end }), nil)
fails('inside', function() return setmetatable({}, { __mul = function() error 'inside' end }) * 2 end)
eq(#setmetatable({ 1, 2, 3 }, { __len = function(t) return rawlen(t) * 2 end }), 6)
eq(select('#', (left + right)), 1)

-- A vector, a complex and a big number type as larger examples.
local V = {}
V.__index = V
local function vec(x, y) return setmetatable({ x = x, y = y }, V) end
V.__add = function(p, q) return vec(p.x + q.x, p.y + q.y) end
V.__sub = function(p, q) return vec(p.x - q.x, p.y - q.y) end
V.__mul = function(p, q)
  if type(p) == 'number' then return vec(p * q.x, p * q.y) end
  if type(q) == 'number' then return vec(p.x * q, p.y * q) end
  return p.x * q.x + p.y * q.y
end
V.__unm = function(p) return vec(-p.x, -p.y) end
V.__eq = function(p, q) return p.x == q.x and p.y == q.y end
V.__tostring = function(p) return '(' .. p.x .. ', ' .. p.y .. ')' end
V.__len = function(p) return math.sqrt(p * p) end
V.__call = function(p, k) return p[k] end
eq(tostring(2 * vec(1, 2) + vec(3, 4) * 2 - -vec(1, 1)), '(9, 13)')
eq(#vec(3, 4), 5.0)
check(vec(1, 2) == vec(1, 2) and vec(1, 2) ~= vec(2, 1))
eq(vec(7, 8) 'y', 8)
local Big = {}
local function big(digits) return setmetatable(digits, Big) end
Big.__mul = function(x, n)
  local out, carry = {}, 0
  for i = 1, #x do
    carry = carry + x[i] * n
    out[i] = carry % 10
    carry = carry // 10
  end
  while carry > 0 do
    out[#out + 1] = carry % 10
    carry = carry // 10
  end
  return big(out)
end
Big.__tostring = function(x) return table.concat(x):reverse() end
local product = big { 1 }
for i = 2, 30 do product = product * i end
eq(tostring(product), '265252859812191058636308480000000')

print('ok metamethods-operators ' .. checks)
