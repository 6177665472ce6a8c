local function make_point(x, y)
  local point = { x = x, y = y }
end

local p = make_point(1, 2)
print(p.x)
