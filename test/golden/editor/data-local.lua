local x = 1
x = 2
print(x)
--> break [{"line":2}]
--> run
--> dataBreakpointInfo {"name":"x","variablesReference":"$scope:Locals"}
--> setDataBreakpoints {"breakpoints":[{"dataId":"$dataId"}]}
--> continue
--> continue
