-- 100 MB on standard output as lines of 80 bytes, any byte in them; output.mjs makes the same bytes to compare with.
local LINES = tonumber(arg and arg[1]) or 1250000

local lines = {}
for k = 0, 999 do
  local bytes = {}
  for j = 1, 72 do
    local b = (k * 7 + j * 3) % 256
    bytes[j] = string.char(b == 10 and 11 or b)
  end
  lines[k] = ('%06d '):format(k) .. table.concat(bytes)
end

for i = 0, LINES - 1 do print(lines[i % 1000]) end
