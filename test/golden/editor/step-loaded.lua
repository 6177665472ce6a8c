local f = load("local x = 1\nreturn x + 1", "=piece")
local r = f()
print(r)
--> break [{"line": 2}]
--> run
--> stepIn
--> next
--> loadedSources
--> next
--> continue
