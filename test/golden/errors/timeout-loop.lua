-- args: --timeout 200ms
-- exit: 124
local running = true

while running do math.abs(-1) end
