-- Long strings: megabytes, concatenation, searching, comparing, hashing as keys, buffers.
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

local MB = 1024 * 1024
local big = ('0123456789abcdef'):rep(MB)
eq(#big, 16 * MB)
eq(big:sub(-16), '0123456789abcdef')
eq(big:byte(16 * MB), 102)
eq(big:find('f0', 1, true), 16)
eq(big:find('f0', 16 * MB - 20, true), 16 * MB - 16)
eq(big:find('g', 1, true), nil)
check(big == ('0123456789abcdef'):rep(MB))
check(big ~= big:sub(1, -2) .. 'g')
check(big < big .. 'x' and not (big < big))
eq(#(big .. big), 32 * MB)
local t = { [big] = 'long key' }
eq(t[('0123456789abcdef'):rep(MB)], 'long key')
eq(#big:reverse(), 16 * MB)
eq(big:reverse():sub(1, 16), 'fedcba9876543210')
eq(big:upper():sub(11, 16), 'ABCDEF')
big, t = nil, nil
collectgarbage()

-- Equality and order of strings that share a long prefix, with zeros in it.
local prefix = ('\0'):rep(100000)
check(prefix .. 'a' < prefix .. 'b')
check(prefix .. 'a' ~= prefix .. 'b')
check(prefix < prefix .. '\0')
check(prefix .. '\0' > prefix)

-- Building piece by piece and at once.
local parts = {}
for i = 1, 100000 do parts[i] = tostring(i) end
local joined = table.concat(parts)
eq(#joined, 488895)
local s = ''
for i = 1, 5000 do s = s .. i end
eq(s, table.concat(parts, '', 1, 5000))
eq(s:sub(-8), '49995000')
local chain = load('return ' .. ("'abcdefghij' .. "):rep(150) .. "'k'")()
eq(#chain, 1501)

-- Substitution, iteration and formatting of large texts.
local text = ('line of text\n'):rep(50000)
local lines = 0
for line in text:gmatch '[^\n]+' do lines = lines + #line end
eq(lines, 600000)
eq(select(2, text:gsub('text', 'TEXT')), 50000)
eq(#text:gsub('\n', '\r\n'), 700000)
eq(#string.format('%s|%s', text, text), 1300001)
eq(#string.format('%q', text), 700002)
eq(load('return ' .. string.format('%q', text))() == text, true)
eq(#load('return [[' .. text .. ']]')(), 650000)
eq(load('return [===[' .. text .. ']===]')() == text, true)

-- Around the limit of 40 bytes between short and long strings, as values and as keys.
local keys = {}
for n = 0, 100 do
  local a, b = ('k'):rep(n), ('k'):rep(n // 2) .. ('k'):rep(n - n // 2)
  check(a == b)
  keys[a] = n
  eq(keys[b], n)
end
for n = 0, 100 do eq(keys[('k'):rep(n)], n) end
local id = ('x'):rep(39)
for n = 39, 42 do
  local env = { [('x'):rep(n)] = n }
  eq(load('return ' .. ('x'):rep(n), '=s', 't', env)(), n)
end
eq(#id, 39)

-- Every byte value survives in long strings.
local bytes = {}
for i = 0, 255 do bytes[#bytes + 1] = string.char(i):rep(1000) end
local all = table.concat(bytes)
eq(#all, 256000)
for i = 0, 255 do eq(all:byte(i * 1000 + 500), i) end
eq(#all:gsub('%z', ''), 255000)
eq(all:find('\255', 1, true), 255001)

-- Memory is given back.
collectgarbage()
local before = collectgarbage 'count'
for i = 1, 20 do local _ = ('y'):rep(MB + i) end
collectgarbage()
check(collectgarbage 'count' < before + 3000)

print('ok long-strings ' .. checks)
