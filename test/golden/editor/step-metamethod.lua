local V = {}
V.__add = function(a, b)
  return a.n + b.n
end
local a = setmetatable({ n = 1 }, V)
local sum = a + a
print(sum)
--> break [{"line": 6}]
--> run
--> stepIn
--> stepOut
--> continue
