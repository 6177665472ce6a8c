local function double(n)
  local twice = n * 2
  return twice
end
local first = double(1)
local second = double(first)
print(first, second)
--> initialize {"linesStartAt1":false,"columnsStartAt1":false}
--> break [{"line": 1}]
--> run
--> continue
--> continue
