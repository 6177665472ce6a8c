local function first()
  print("first")

local function second()
  print("second")
end

first()
