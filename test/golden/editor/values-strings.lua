local s = "a\0\255\n\"q\""
local l = ("x"):rep(500)
print(#s, #l)
--> break [{"line": 3}]
--> run
--> variables {"variablesReference": "$scope:Locals"}
