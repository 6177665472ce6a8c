counter = 1
counter = 2
print(counter)
--> break [{"line":2}]
--> run
--> dataBreakpointInfo {"name":"counter","frameId":"$frame"}
--> setDataBreakpoints {"breakpoints":[{"dataId":"$dataId"}]}
--> continue
--> continue
