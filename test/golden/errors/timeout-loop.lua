-- args: --timeout 200ms
local seen = 0
while true do
  seen = seen + 1
end
