local ok, why = pcall(function()
  error("first")
end)
print(ok, why)
error({ code = 7 })
--> setExceptionBreakpoints {"filters":["caught"]}
--> run
--> exceptionInfo {"threadId":1}
--> continue
