-- One pcall of a function that does nothing; the empty loop is taken off.
local N = tonumber(arg and arg[1]) or 5000000
local clock, pcall = os.clock, pcall

local function nothing() end
for _ = 1, 1000 do pcall(nothing) end

local t0 = clock()
for _ = 1, N do end
local empty = clock() - t0
t0 = clock()
for _ = 1, N do pcall(nothing) end
local full = clock() - t0
print(('ns_per_op %.1f'):format((full - empty) / N * 1e9))
