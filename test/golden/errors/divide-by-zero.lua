local function average(total, count)
  return total // count
end

print(average(10, 0))
