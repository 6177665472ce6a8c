-- Allocation and collection: many short-lived trees beside a long-lived one.
local N = tonumber(arg and arg[1]) or 15
print 'begin'
io.flush()

local function make(depth)
  if depth == 0 then return {} end
  depth = depth - 1
  return { make(depth), make(depth) }
end

local function count(tree)
  local left = tree[1]
  if left then return 1 + count(left) + count(tree[2]) end
  return 1
end

local total = count(make(N + 1))
local lasting = make(N)
for depth = 4, N, 4 do
  local rounds = 1 << (N - depth + 5)
  local sum = 0
  for _ = 1, rounds do sum = sum + count(make(depth)) end
  total = total + sum
end
print('checksum ' .. total + count(lasting))
io.flush()
