local t = nil
print(t.x)
--> setExceptionBreakpoints {"filters":[]}
--> run
