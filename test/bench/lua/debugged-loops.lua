-- Loops and mixed code, as a function of a file that also has one that is never called: `idle`, where breakpoints are set. Prints the
-- seconds of one round. With an argument every line calls a hook that does nothing, the way debuggers written in Lua begin.
local function idle(n)
  local twice = n * 2
  return twice
end

local function work()
  local list, sum, text = {}, 0, {}
  for i = 1, 1500000 do
    local x = i % 97
    if x > 48 then
      sum = sum + x
    else
      sum = sum - x // 2
    end
    list[i % 1000 + 1] = sum
  end
  for i = 1, 100000 do
    text[#text + 1] = ("%d:%s"):format(i, list[i % 1000 + 1])
    if #text > 500 then
      sum = sum + #table.concat(text, ",")
      text = {}
    end
  end
  for round = 1, 100 do
    for key, value in ipairs(list) do
      sum = sum + key ~ value
    end
  end
  return sum
end

if ... == "hook" then
  debug.sethook(function() end, "l")
end
local before = os.clock()
local sum = work()
local seconds = os.clock() - before
if debug.sethook then debug.sethook() end
print(string.format("%.6f", seconds), sum, idle ~= nil)
