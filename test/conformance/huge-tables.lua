-- Large tables: a million array entries, a million hash entries, many strings, growth and shrinking.
local checks = 0
local function eq(got, want)
  checks = checks + 1
  if got ~= want or math.type(got) ~= math.type(want) then
    error(string.format('got %s, want %s', tostring(got), tostring(want)), 2)
  end
end

local N = 1000000

-- Array.
do
  local t = {}
  for i = 1, N do t[i] = i end
  eq(#t, N)
  local sum = 0
  for i = 1, #t do sum = sum + t[i] end
  eq(sum, 500000500000)
  t[#t + 1] = 'last'
  eq(#t, N + 1)
  t[N + 1] = nil
  eq(#t, N)
  eq(table.remove(t), N)
  eq(#t, N - 1)
  for i = N - 1, 1, -1 do t[i] = nil end
  eq(#t, 0)
  eq(next(t), nil)
end
collectgarbage()

-- Hash with integer keys, sparse.
do
  local t = {}
  for i = 1, N // 5 do t[i * 1000003] = i end
  local n = 0
  for k, v in pairs(t) do
    if k ~= v * 1000003 then error 'wrong pair' end
    n = n + 1
  end
  eq(n, N // 5)
  eq(t[1000003 * 777], 777)
  eq(t[2], nil)
end
collectgarbage()

-- A million entries under float keys.
do
  local t = {}
  for i = 1, N do t[i + 0.5] = true end
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  eq(n, N)
  eq(t[N + 0.5], true)
  eq(t[N], nil)
end
collectgarbage()

-- String keys.
do
  local t = {}
  for i = 1, 200000 do t['key' .. i] = i end
  local sum = 0
  for i = 1, 200000, 7 do sum = sum + t['key' .. i] end
  eq(sum, 2857185714)
  eq(t.key200001, nil)
  local n = 0
  for k, v in pairs(t) do
    if v % 2 == 0 then t[k] = nil end
    n = n + 1
  end
  eq(n, 200000)
  n = 0
  for _ in pairs(t) do n = n + 1 end
  eq(n, 100000)
end
collectgarbage()

-- Many small tables, linked.
do
  local head
  for i = 1, 200000 do head = { value = i, next = head } end
  local sum, node = 0, head
  while node do
    sum = sum + node.value
    node = node.next
  end
  eq(sum, 20000100000)
end
collectgarbage()

-- Filled from the end, and with a hole that is filled last.
do
  local t = {}
  for i = 50000, 1, -1 do t[i] = i end
  eq(#t, 50000)
  local u = {}
  for i = 2, 50000 do u[i] = i end
  u[1] = 1
  eq(#u, 50000)
  eq(select('#', table.unpack(u, 1, 10000)), 10000)
end

-- concat, move and sort of large arrays.
do
  local t = {}
  for i = 1, 100000 do t[i] = (i * 7919) % 100003 end
  local moved = table.move(t, 1, #t, 2, {})
  eq(#table.concat(t, ','), #table.concat(moved, ',', 2))
  table.sort(t)
  for i = 2, #t do if t[i - 1] > t[i] then error 'not sorted' end end
  eq(t[1], 1)
  eq(#t, 100000)
end

-- A matrix, and a sieve.
do
  local m = {}
  for i = 1, 300 do
    m[i] = {}
    for j = 1, 300 do m[i][j] = i * j end
  end
  local trace = 0
  for i = 1, 300 do trace = trace + m[i][i] end
  eq(trace, 9045050)
  local composite, count = {}, 0
  for i = 2, 200000 do
    if not composite[i] then
      count = count + 1
      for j = i * i, 200000, i do composite[j] = true end
    end
  end
  eq(count, 17984)
end

print('ok huge-tables ' .. checks)
