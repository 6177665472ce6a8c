-- Character classes over all 256 bytes, alone, in sets, complemented and as ranges (the C locale).
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

local function ranges(...)
  local set, r = {}, { ... }
  for i = 1, #r, 2 do for b = r[i], r[i + 1] do set[b] = true end end
  return set
end
local classes = {
  a = ranges(65, 90, 97, 122),
  c = ranges(0, 31, 127, 127),
  d = ranges(48, 57),
  g = ranges(33, 126),
  l = ranges(97, 122),
  p = ranges(33, 47, 58, 64, 91, 96, 123, 126),
  s = ranges(9, 13, 32, 32),
  u = ranges(65, 90),
  w = ranges(48, 57, 65, 90, 97, 122),
  x = ranges(48, 57, 65, 70, 97, 102),
}
for letter, set in pairs(classes) do
  local class, complement = '%' .. letter, '%' .. letter:upper()
  local hits = {}
  for b = 0, 255 do
    local c, member = string.char(b), set[b] == true
    check((c:find(class) == 1) == member, class .. ' ' .. b)
    check((c:find(complement) == 1) == not member, complement .. ' ' .. b)
    check((c:find('[' .. class .. ']') == 1) == member)
    check((c:find('[^' .. class .. ']') == 1) == not member)
    check((c:find('[' .. complement .. ']') == 1) == not member)
    check((c:find('[^' .. complement .. ']') == 1) == member)
    check(c:find('[' .. class .. complement .. ']') == 1)
    check((('\0' .. c):find('%f[' .. class .. ']', 2) == 2) == (member and not set[0]),
      'frontier ' .. class .. ' ' .. b)
    if member then hits[#hits + 1] = c end
  end
  local all = {}
  for b = 0, 255 do all[#all + 1] = string.char(b) end
  eq((table.concat(all):gsub(complement, '')), table.concat(hits))
  eq(select(2, table.concat(all):gsub(class, '')), #hits)
end

-- The dot is every byte; a backslash is no escape; %z is still the zero byte.
for b = 0, 255 do
  local c = string.char(b)
  eq(c:find '^.$', 1)
  eq((c:find '%z') == 1, b == 0)
  eq((c:find '[%z]') == 1, b == 0)
end
eq(('\\'):find '\\', 1)
eq(('a\\d'):match '\\d', '\\d')

-- Ranges.
for low = 0, 255, 17 do
  for high = low, 255, 23 do
    local function quote(b) return string.char(b) end
    local special = { [37] = true, [45] = true, [91] = true, [93] = true, [94] = true }
    if not special[low] and not special[high] then
      local set = '[' .. quote(low) .. '-' .. quote(high) .. ']'
      for b = 0, 255, 5 do check((string.char(b):find(set) == 1) == (b >= low and b <= high)) end
    end
  end
end
eq(('b'):find '[c-a]', nil)
eq(('-'):find '[%a-z]', 1)
eq(('b'):find '[%a-z]', 1)
eq(('.'):find '[+--]', nil)
eq(('-'):find '[+--]', 1)
eq((','):find '[+--]', 1)
eq((']'):find '[]-a]', 1)
eq(('^'):find '[]-a]', 1)
eq(('_'):find '[]-a]', 1)
eq(('b'):find '[]-a]', nil)
eq(('^'):find '[x^]', 1)
eq(('^'):find '[^^]', nil)
eq(('x'):find '[^^]', 1)
eq(('%'):find '[%%]', 1)
eq(('['):find '[[]', 1)
eq(('a'):find '[[:alpha:]]', nil)
eq(('a]'):find '[[:alpha:]]', 1)

-- Non-letters after % stand for themselves.
for b = 0, 255 do
  local c = string.char(b)
  if not c:find '%w' then
    eq(c:find('^%' .. c .. '$'), 1)
    eq(c:find('^[%' .. c .. ']$'), 1)
  end
end

print('ok string-classes ' .. checks)
