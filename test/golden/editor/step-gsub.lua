local s = ("ab"):gsub("a", function(c)
  return c:upper()
end)
print(s)
--> break [{"line": 2}]
--> run
--> stepOut
--> continue
