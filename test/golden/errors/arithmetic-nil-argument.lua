local function scale(value, factor)
  return value * factor
end

local values = { 1, 2, 3 }
for i, value in ipairs(values) do
  values[i] = scale(value)
end
