-- One pcall(error): raised, unwound and caught; the empty loop is taken off.
local N = tonumber(arg and arg[1]) or 200000
local clock, pcall, error = os.clock, pcall, error

for _ = 1, 1000 do pcall(error) end

local t0 = clock()
for _ = 1, N do end
local empty = clock() - t0
t0 = clock()
for _ = 1, N do pcall(error) end
local full = clock() - t0
print(('ns_per_op %.1f'):format((full - empty) / N * 1e9))
