-- Larger pieces of ordinary code: JSON, queens, a parser and evaluator, LZW, SHA-256, classes, Life.
-- JSON.
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

local escapes = { ['"'] = '\\"', ['\\'] = '\\\\', ['\b'] = '\\b', ['\f'] = '\\f', ['\n'] = '\\n', ['\r'] = '\\r',
  ['\t'] = '\\t' }
local function encode(v)
  local kind = type(v)
  if kind == 'string' then
    return '"' .. v:gsub('[%c"\\]', function(c) return escapes[c] or ('\\u%04x'):format(c:byte()) end) .. '"'
  elseif kind == 'table' then
    local out = {}
    if #v > 0 then
      for i, x in ipairs(v) do out[i] = encode(x) end
      return '[' .. table.concat(out, ',') .. ']'
    end
    local keys = {}
    for k in pairs(v) do keys[#keys + 1] = k end
    table.sort(keys)
    for i, k in ipairs(keys) do out[i] = encode(k) .. ':' .. encode(v[k]) end
    return '{' .. table.concat(out, ',') .. '}'
  end
  return tostring(v)
end
local function decode(text)
  local position = 1
  local value
  local function skip() position = text:find('%S', position) or #text + 1 end
  local function expect(c)
    skip()
    if text:sub(position, position) ~= c then error(('expected %s at %d'):format(c, position), 0) end
    position = position + 1
  end
  local function peek()
    skip()
    return text:sub(position, position)
  end
  local function str()
    expect '"'
    local out = {}
    while true do
      local from, to, piece, stop = text:find('^([^"\\]*)(["\\])', position)
      if not from then error('unfinished string', 0) end
      out[#out + 1], position = piece, to + 1
      if stop == '"' then return table.concat(out) end
      local c = text:sub(position, position)
      if c == 'u' then
        out[#out + 1] = utf8.char(tonumber(text:sub(position + 1, position + 4), 16))
        position = position + 5
      else
        out[#out + 1] = ({ b = '\b', f = '\f', n = '\n', r = '\r', t = '\t' })[c] or c
        position = position + 1
      end
    end
  end
  local function sequence(close, item)
    position = position + 1
    if peek() == close then
      position = position + 1
      return
    end
    repeat
      item()
      local c = peek()
      position = position + 1
      if c ~= ',' and c ~= close then error(('expected , or %s at %d'):format(close, position - 1), 0) end
    until c == close
  end
  function value()
    local c = peek()
    if c == '"' then return str() end
    if c == '{' then
      local t = {}
      sequence('}', function()
        skip()
        local k = str()
        expect ':'
        t[k] = value()
      end)
      return t
    elseif c == '[' then
      local t = {}
      sequence(']', function() t[#t + 1] = value() end)
      return t
    end
    local word = text:match('^[%w%.%+%-]+', position) or error('unexpected ' .. c .. ' at ' .. position, 0)
    position = position + #word
    if word == 'null' then return nil end
    if word == 'true' or word == 'false' then return word == 'true' end
    return tonumber(word) or error('bad number ' .. word, 0)
  end
  local result = value()
  if peek() ~= '' then error('trailing text at ' .. position, 0) end
  return result
end
local document = '{"a":[1,2.5,-3,true,false],"b":{"nested":"text with \\"quotes\\" and \\n"},"c":"\\u0001","d":[[],{}]}'
eq(encode(decode(document)), (document:gsub('%[%],{}', '{},{}')))
eq(encode(decode(' [ 1 , "x" , { "k" : null } ] ')), '[1,"x",{}]')
eq(decode '"\\u20ac"', '€')
fails('expected , or ] at 4', decode, '[1 2]')
fails('trailing text', decode, '1 2')
fails('unfinished string', decode, '"abc')

-- Eight queens.
local function queens(n)
  local count, columns, up, down = 0, {}, {}, {}
  local function place(row)
    if row > n then
      count = count + 1
      return
    end
    for c = 1, n do
      if not (columns[c] or up[row + c] or down[row - c]) then
        columns[c], up[row + c], down[row - c] = true, true, true
        place(row + 1)
        columns[c], up[row + c], down[row - c] = nil, nil, nil
      end
    end
  end
  place(1)
  return count
end
eq(queens(6), 4)
eq(queens(8), 92)

-- An expression evaluator by precedence climbing.
local function evaluate(source)
  local tokens = {}
  for number, op in source:gmatch '%s*(%d*%.?%d*)%s*([-+*/^()]?)' do
    if number ~= '' then tokens[#tokens + 1] = tonumber(number) end
    if op ~= '' then tokens[#tokens + 1] = op end
  end
  local operations = {
    ['+'] = function(a, b) return a + b end,
    ['-'] = function(a, b) return a - b end,
    ['*'] = function(a, b) return a * b end,
    ['/'] = function(a, b) return a / b end,
    ['^'] = function(a, b) return a ^ b end,
  }
  local levels = { ['+'] = 1, ['-'] = 1, ['*'] = 2, ['/'] = 2, ['^'] = 4 }
  local i = 1
  local expression
  local function primary()
    local t = tokens[i]
    i = i + 1
    if t == '(' then
      local v = expression(0)
      i = i + 1
      return v
    elseif t == '-' then
      return -expression(3)
    end
    return t
  end
  function expression(minimum)
    local left = primary()
    while levels[tokens[i]] and levels[tokens[i]] > minimum do
      local op = tokens[i]
      i = i + 1
      local right = expression(op == '^' and levels[op] - 1 or levels[op])
      left = operations[op](left, right)
    end
    return left
  end
  return expression(0)
end
eq(evaluate '1 + 2 * 3', 7)
eq(evaluate '(1 + 2) * 3', 9)
eq(evaluate '2 ^ 3 ^ 2', 512.0)
eq(evaluate '-2 ^ 2', -4.0)
eq(evaluate '10 - 4 - 3', 3)
eq(evaluate '8 / 4 / 2', 1.0)

-- LZW.
local function compress(text)
  local codes, next_code, word, out = {}, 256, '', {}
  for i = 0, 255 do codes[string.char(i)] = i end
  for c in text:gmatch '.' do
    if codes[word .. c] then
      word = word .. c
    else
      out[#out + 1] = codes[word]
      codes[word .. c] = next_code
      next_code = next_code + 1
      word = c
    end
  end
  if word ~= '' then out[#out + 1] = codes[word] end
  return out
end
local function expand(codes)
  local words, out = {}, {}
  for i = 0, 255 do words[i] = string.char(i) end
  local previous = words[codes[1]]
  out[1] = previous
  for i = 2, #codes do
    local entry = words[codes[i]] or previous .. previous:sub(1, 1)
    out[i] = entry
    words[#words + 1] = previous .. entry:sub(1, 1)
    previous = entry
  end
  return table.concat(out)
end
local text = ('the rain in spain falls mainly on the plain. '):rep(50) .. '\0\255\0\255\0'
local packed = compress(text)
eq(expand(packed), text)
check(#packed < #text / 4)

-- SHA-256, with the published test values.
local K = {}
do
  local n, i = 2, 1
  local function is_prime(p) for d = 2,
    p - 1 do if d * d > p then break end if p % d == 0 then return false end end return true end
  while i <= 64 do
    if is_prime(n) then
      local root = n ^ (1 / 3)
      K[i] = math.floor((root - math.floor(root)) * 2 ^ 32)
      i = i + 1
    end
    n = n + 1
  end
end
local function sha256(message)
  local function ror(x, n) return (x >> n | x << (32 - n)) & 0xffffffff end
  local h = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 }
  local padded = message .. '\128' .. ('\0'):rep((55 - #message) % 64) .. string.pack('>I8', #message * 8)
  for chunk = 1, #padded, 64 do
    local w = { string.unpack('>' .. ('I4'):rep(16), padded, chunk) }
    for i = 17, 64 do
      local s0 = ror(w[i - 15], 7) ~ ror(w[i - 15], 18) ~ (w[i - 15] >> 3)
      local s1 = ror(w[i - 2], 17) ~ ror(w[i - 2], 19) ~ (w[i - 2] >> 10)
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) & 0xffffffff
    end
    local a, b, c, d, e, f, g, hh = table.unpack(h)
    for i = 1, 64 do
      local t1 = hh + (ror(e, 6) ~ ror(e, 11) ~ ror(e, 25)) + ((e & f) ~ (~e & g)) + K[i] + w[i]
      local t2 = (ror(a, 2) ~ ror(a, 13) ~ ror(a, 22)) + ((a & b) ~ (a & c) ~ (b & c))
      hh, g, f, e, d, c, b, a = g, f, e, (d + t1) & 0xffffffff, c, b, a, (t1 + t2) & 0xffffffff
    end
    for i, v in ipairs { a, b, c, d, e, f, g, hh } do h[i] = (h[i] + v) & 0xffffffff end
  end
  return (('%08x'):rep(8)):format(table.unpack(h))
end
eq(sha256 '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
eq(sha256 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
eq(sha256 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
  '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1')

-- Classes with inheritance, super calls and mixins.
local Class = {}
function Class.new(parent)
  local class = {}
  class.__index = class
  for k, v in pairs(parent or {}) do if type(k) == 'string' and k:sub(1,
    2) == '__' and k ~= '__index' then class[k] = v end end
  return setmetatable(class, { __index = parent, __call = function(c, ...)
    local object = setmetatable({}, c)
    if c.init then object:init(...) end
    return object
  end })
end
local Shape = Class.new()
function Shape:init(name) self.name = name end
function Shape:describe() return self.name .. ' of area ' .. ('%.1f'):format(self:area()) end
Shape.__lt = function(a, b) return a:area() < b:area() end
local Circle, Square = Class.new(Shape), Class.new(Shape)
function Circle:init(r) Shape.init(self, 'circle') self.r = r end
function Circle:area() return math.pi * self.r ^ 2 end
function Square:init(s) Shape.init(self, 'square') self.s = s end
function Square:area() return self.s ^ 2 end
local shapes = { Circle(1), Square(1), Square(3), Circle(0.5) }
table.sort(shapes)
local described = {}
for i, s in ipairs(shapes) do described[i] = s:describe() end
eq(table.concat(described, '; '), 'circle of area 0.8; square of area 1.0; circle of area 3.1; square of area 9.0')

-- Life: a glider comes back four cells further.
local function life(cells)
  local counts = {}
  for key in pairs(cells) do
    local x, y = key:match '(-?%d+),(-?%d+)'
    for dx = -1, 1 do
      for dy = -1, 1 do
        if dx ~= 0 or dy ~= 0 then
          local k = (x + dx) .. ',' .. (y + dy)
          counts[k] = (counts[k] or 0) + 1
        end
      end
    end
  end
  local following = {}
  for k, n in pairs(counts) do if n == 3 or (n == 2 and cells[k]) then following[k] = true end end
  return following
end
local cells = { ['1,0'] = true, ['2,1'] = true, ['0,2'] = true, ['1,2'] = true, ['2,2'] = true }
for _ = 1, 16 do cells = life(cells) end
local alive = {}
for k in pairs(cells) do alive[#alive + 1] = k end
table.sort(alive)
eq(table.concat(alive, ' '), '4,6 5,4 5,6 6,5 6,6')

print('ok programs ' .. checks)
