local function greet(name = "world")
  print("Hello, " .. name)
end
greet()
