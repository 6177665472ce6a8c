local function double(n)
  local twice = n * 2
  return twice
end
local first = double(1)
local second = double(first)
print(first, second)
--> break [{"line": 2}]
--> run
--> continue
--> continue
