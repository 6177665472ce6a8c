local a = 1
-- nothing

local b = a
print(b)
--> break [{"line": 2}]
--> run
--> continue
