-- table.sort: numbers by the built-in order, with a comparator, strings, records by two fields.
local N = tonumber(arg and arg[1]) or 300000
print 'begin'
io.flush()

local seed = 42
local function random(m)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 4) % m + 1
end

local sum = 0
local function note(v) sum = (sum * 31 + v) % 1000000007 end

local numbers = {}
for i = 1, N do numbers[i] = random(1000000) end
table.sort(numbers)
note(numbers[N // 2])

table.sort(numbers, function(a, b) return a > b end)
note(numbers[N // 3])

local words = {}
for i = 1, N // 2 do words[i] = 'w' .. random(1000000) end
table.sort(words)
note(#words[1] + #words[N // 4])

local records = {}
for i = 1, N // 2 do records[i] = { group = random(50), value = random(1000) } end
table.sort(records, function(a, b)
  if a.group ~= b.group then return a.group < b.group end
  return a.value < b.value
end)
for i = 1, N // 2, 97 do note(records[i].group * 1000 + records[i].value) end
print('checksum ' .. sum)
io.flush()
