-- One Tool.execute("calculator"): the median of single calls, answer read back.
local N = tonumber(arg and arg[1]) or 2000
local clock = os.clock

local function call() return Tool.execute("calculator", { input = "2 * (3 + 4)" }) end

for _ = 1, 200 do call() end
local taken = {}
for i = 1, N do
  local t0 = clock()
  call()
  taken[i] = clock() - t0
end
table.sort(taken)
print(('ns_per_op %.1f'):format(taken[N // 2] * 1e9))
