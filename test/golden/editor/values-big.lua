local t = {}
for i = 1, 1000 do t[i] = i end
print(#t)
--> break [{"line": 3}]
--> run
--> variables {"variablesReference": "$scope:Locals"}
--> variables {"variablesReference":"$var:t","filter":"indexed","start":500,"count":3}
