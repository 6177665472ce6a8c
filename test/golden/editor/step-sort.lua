local list = { 2, 1 }
table.sort(list, function(a, b)
  return a < b
end)
print(list[1])
--> break [{"line": 3}]
--> run
--> next
--> continue
