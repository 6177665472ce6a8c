local function fact(n)
  if n == 0 then return 1 end
  return n * fact(n - 1)
end
print(fact(3))
--> break [{"line": 5}]
--> run
--> stepIn
--> next
--> next
--> continue
