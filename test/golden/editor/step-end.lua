local a = 1
local b = 2
--> break [{"line": 2}]
--> run
--> next
