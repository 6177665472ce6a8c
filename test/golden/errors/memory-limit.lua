-- args: --max-memory 32MB
local blocks = {}
for i = 1, math.huge do
  blocks[i] = string.rep("x", 1024 * 1024) .. i
end
