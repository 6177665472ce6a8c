local function main()
  local text = greet("Ada")
  print(text)
end

main()

local function greet(name)
  return "Hello, " .. name
end
