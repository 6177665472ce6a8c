-- What 100 hooks that do nothing add to a call of a tool; calls with and without them alternate.
local N = tonumber(arg and arg[1]) or 30
local CALLS = 20
local clock = os.clock

local function call()
  for _ = 1, CALLS do Tool.execute("hash-calculator", { operation = "hash", input = "a" }) end
end

local function timed()
  local t0 = clock()
  call()
  return clock() - t0
end

local function nothing() end

local function withHooks()
  local hooks = {}
  for i = 1, 100 do hooks[i] = Hook.register("BeforeToolExecution", nothing) end
  local seconds = timed()
  for _, hook in ipairs(hooks) do hook:unregister() end
  return seconds
end

for _ = 1, 5 do timed() withHooks() end
local added = {}
for i = 1, N do added[i] = -timed() + withHooks() end
table.sort(added)
print(('ns_per_op %.1f'):format(added[N // 2] / CALLS * 1e9))
