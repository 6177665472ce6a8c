local t = { a = 1 }
t.a = 5
print(t.a)
--> break [{"line":2}]
--> run
--> variables {"variablesReference": "$scope:Locals"}
--> dataBreakpointInfo {"name":"a","variablesReference":"$var:t"}
--> setDataBreakpoints {"breakpoints":[{"dataId":"$dataId"}]}
--> continue
--> continue
