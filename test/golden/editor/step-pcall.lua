local function bad()
  error("x")
end
local ok = pcall(bad)
print(ok)
--> setExceptionBreakpoints {"filters":[]}
--> break [{"line": 4}]
--> run
--> stepIn
--> next
--> next
