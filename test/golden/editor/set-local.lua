local x, t = 1, { a = 1 }
print(x, t.a)
--> break [{"line": 2}]
--> run
--> setVariable {"variablesReference": "$scope:Locals", "name": "x", "value": "\"new\""}
--> setExpression {"expression":"t.a","value":"x .. 1","frameId":"$frame"}
--> setVariable {"variablesReference": "$scope:Locals", "name": "none", "value": "1"}
--> continue
