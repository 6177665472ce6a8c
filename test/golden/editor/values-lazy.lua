local t = setmetatable({}, { __tostring = function() return "I am t" end })
print(t)
--> break [{"line": 2}]
--> run
--> variables {"variablesReference": "$scope:Locals"}
--> variables {"variablesReference":"$var:t"}
