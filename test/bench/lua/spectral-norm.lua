-- Float arithmetic and arrays: the spectral norm of an infinite matrix, cut off at N.
local N = tonumber(arg and arg[1]) or 740
print 'begin'
io.flush()

local function element(i, j)
  local ij = i + j - 1
  return 1.0 / (ij * (ij - 1) * 0.5 + i)
end

local function multiply(x, y)
  for i = 1, N do
    local sum = 0
    for j = 1, N do sum = sum + x[j] * element(i, j) end
    y[i] = sum
  end
end

local function multiply_transposed(x, y)
  for i = 1, N do
    local sum = 0
    for j = 1, N do sum = sum + x[j] * element(j, i) end
    y[i] = sum
  end
end

local u, v, t = {}, {}, {}
for i = 1, N do u[i] = 1 end
for _ = 1, 10 do
  multiply(u, t)
  multiply_transposed(t, v)
  multiply(v, t)
  multiply_transposed(t, u)
end
local uv, vv = 0, 0
for i = 1, N do
  uv = uv + u[i] * v[i]
  vv = vv + v[i] * v[i]
end
print(('checksum %.9f'):format(math.sqrt(uv / vv)))
io.flush()
