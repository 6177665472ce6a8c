local n = 0
local function add()
  n = n + 1
  return n
end
add()
--> break [{"line": 3}]
--> run
--> dataBreakpointInfo {"name":"n","variablesReference":"$scope:Upvalues"}
--> setDataBreakpoints {"breakpoints":[{"dataId":"$dataId"}]}
--> continue
--> continue
