-- Two fields of the same name on one line: the line is known, the column is not.
local function corner(a, b)
  return a().size.x + b().size.x
end

local function with() return { size = { x = 1 } } end
local function without() return {} end

print(corner(with, without))
