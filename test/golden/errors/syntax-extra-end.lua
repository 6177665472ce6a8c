local function total(list)
  local sum = 0
  for _, value in ipairs(list) do
    sum = sum + value
    end
  end
  return sum
end

print(total({ 1, 2 }))
