local function greet() end
print(type(greet))
--> break [{"line": 2}]
--> run
--> variables {"variablesReference": "$scope:Locals"}
