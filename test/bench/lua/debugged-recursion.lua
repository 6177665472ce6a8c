-- Calls and little else, with a function `idle` beside them where breakpoints are set; see debugged-loops.lua.
local function idle(n)
  local twice = n * 2
  return twice
end

local function fib(n)
  if n < 2 then
    return n
  end
  return fib(n - 1) + fib(n - 2)
end

if ... == "hook" then
  debug.sethook(function() end, "l")
end
local before = os.clock()
local sum = fib(28)
local seconds = os.clock() - before
if debug.sethook then debug.sethook() end
print(string.format("%.6f", seconds), sum, idle ~= nil)
