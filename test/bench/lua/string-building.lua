-- Strings: formatting, concatenation, buffers, substitution and searching.
local N = tonumber(arg and arg[1]) or 230000
print 'begin'
io.flush()

local sum = 0
local function note(text) sum = (sum * 31 + #text + text:byte(#text // 2 + 1)) % 1000000007 end

local rows = {}
for i = 1, N do rows[i] = ('%d;%s;%.3f'):format(i, 'name' .. i % 1000, i / 7) end
local text = table.concat(rows, '\n')
note(text)

local fields = 0
for number, name, value in text:gmatch '(%d+);(%w+);([%d.]+)' do
  fields = fields + #number + #name + #value
end
note(tostring(fields))

local changed, n = text:gsub('name(%d+)', function(d) return '<' .. d .. '>' end)
note(changed .. n)

local line = ''
for i = 1, N // 100 do line = line .. string.char(97 + i % 26) .. i end
note(line)

local position, found = 1, 0
while true do
  position = text:find('name99', position, true)
  if not position then break end
  found, position = found + 1, position + 1
end
note(tostring(found))

for i = 1, N do note(rows[i]:upper():sub(2, -2) .. rows[i]:reverse()) end
print('checksum ' .. sum)
io.flush()
