local a, b = 1, "two"
local function f(...)
  return a, ...
end
print(f(b, nil, 3))
--> break [{"line": 3}]
--> run
--> scopes {"frameId":"$frame"}
--> variables {"variablesReference": "$scope:Locals"}
--> variables {"variablesReference": "$scope:Varargs"}
--> variables {"variablesReference": "$scope:Upvalues"}
