local t = setmetatable({ 1, 2, x = { y = 1 }, ["two words"] = true }, { __index = string })
t.self = t
print(t.x)
--> break [{"line": 3}]
--> run
--> variables {"variablesReference": "$scope:Locals"}
--> variables {"variablesReference":"$var:t"}
