local ok, why = pcall(function()
  error("first")
end)
print(ok, why)
error({ code = 7 })
--> setExceptionBreakpoints {"filters":[],"filterOptions":[{"filterId":"raised","condition":"type(error) == 'table'"}]}
--> run
--> continue
