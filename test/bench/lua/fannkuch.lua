-- Integer work on small arrays: reversals over all permutations of nine numbers, N times.
local N = tonumber(arg and arg[1]) or 6
print 'begin'
io.flush()

local function fannkuch(n)
  local permutation, work, sign, most, sum = {}, {}, 1, 0, 0
  local counts = {}
  for i = 1, n do permutation[i], work[i], counts[i] = i, i, i end
  while true do
    local first = permutation[1]
    if first ~= 1 then
      for i = 2, n do work[i] = permutation[i] end
      local flips = 1
      while true do
        local next_first = work[first]
        if next_first == 1 then
          sum = sum + sign * flips
          if flips > most then most = flips end
          break
        end
        work[first] = first
        if first >= 4 then
          local i, j = 2, first - 1
          repeat
            work[i], work[j] = work[j], work[i]
            i, j = i + 1, j - 1
          until i >= j
        end
        first = next_first
        flips = flips + 1
      end
    end
    if sign == 1 then
      permutation[1], permutation[2] = permutation[2], permutation[1]
      sign = -1
    else
      permutation[2], permutation[3] = permutation[3], permutation[2]
      sign = 1
      for i = 3, n do
        local c = counts[i]
        if c ~= 1 then
          counts[i] = c - 1
          break
        end
        if i == n then return sum, most end
        counts[i] = i
        local front = permutation[1]
        for j = 1, i do permutation[j] = permutation[j + 1] end
        permutation[i + 1] = front
      end
    end
  end
end

local sum, most
for _ = 1, N do sum, most = fannkuch(9) end
print(('checksum %d %d'):format(sum, most))
io.flush()
