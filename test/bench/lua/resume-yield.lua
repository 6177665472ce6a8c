-- One coroutine.resume with the yield that answers it; the empty loop is taken off.
local N = tonumber(arg and arg[1]) or 200000
local clock, resume, yield = os.clock, coroutine.resume, coroutine.yield

local co = coroutine.create(function()
  while true do yield() end
end)
for _ = 1, 1000 do resume(co) end

local t0 = clock()
for _ = 1, N do end
local empty = clock() - t0
t0 = clock()
for _ = 1, N do resume(co) end
local full = clock() - t0
print(('ns_per_op %.1f'):format((full - empty) / N * 1e9))
