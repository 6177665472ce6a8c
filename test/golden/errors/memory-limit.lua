-- args: --max-memory 32MB
local blocks = {}

while true do
  blocks[#blocks + 1] = string.rep("x", 1024 * 1024)
end
