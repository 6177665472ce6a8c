-- 100 MB on standard output in writes of 1 MB; output.mjs makes the same bytes to compare with.
local BLOCKS = tonumber(arg and arg[1]) or 100

local lines = {}
for k = 0, 999 do
  local bytes = {}
  for j = 1, 72 do
    local b = (k * 7 + j * 3) % 256
    bytes[j] = string.char(b == 10 and 11 or b)
  end
  lines[k] = ('%06d '):format(k) .. table.concat(bytes) .. '\n'
end

local blocks = {}
for n = 0, 9 do
  local parts = {}
  for i = 0, 12499 do parts[i + 1] = lines[(n * 100 + i) % 1000] end
  blocks[n] = table.concat(parts)
end

for n = 0, BLOCKS - 1 do io.write(blocks[n % 10]) end
