local function f()
  error("x")
end
pcall(f)
print(1)
--> launch {"skipFiles":["**/skip-files.lua"]}
--> setExceptionBreakpoints {"filters":["raised"]}
--> run
