-- How long it takes to begin a session that is kept, the opening of the database left out.
local N = tonumber(arg and arg[1]) or 100

for _ = 1, 5 do Session.create() end
local taken = {}
for i = 1, N do
  local t0 = os.clock()
  Session.create({ name = "measured", description = "a session", tags = { "one", "two" } })
  taken[i] = os.clock() - t0
end
table.sort(taken)
print(('ns_per_op %.1f'):format(taken[N // 2] * 1e9))
