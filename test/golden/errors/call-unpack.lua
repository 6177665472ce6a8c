local function add(a, b)
  return a + b
end

print(add(unpack({ 1, 2 })))
