local function b(n)
  return n
end
local function a(n)
  return b(n)
end
local x = a(1)
print(x)
--> break [{"line": 5}]
--> run
--> stepIn
--> next
--> continue
