local function new_point(x, y)
  return setmetatable({ x = x, y = y }, "Point")
end

print(new_point(1, 2).x)
