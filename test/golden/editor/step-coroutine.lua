local co = coroutine.create(function(a)
  local b = coroutine.yield(a + 1)
  return b
end)
local _, one = coroutine.resume(co, 1)
local _, two = coroutine.resume(co, one)
print(one, two)
--> break [{"line": 2}]
--> run
--> threads
--> next
--> next
--> continue
