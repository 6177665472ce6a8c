local gen = coroutine.wrap(function()
  for i = 1, 2 do
    coroutine.yield(i)
  end
end)
local a = gen()
local b = gen()
print(a, b)
--> break [{"line": 6}]
--> run
--> stepIn
--> next
--> next
--> next
--> continue
