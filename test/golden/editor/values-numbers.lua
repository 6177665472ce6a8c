local i, f, n = 255, 0.1, -1
print(i, f, n)
--> break [{"line": 2}]
--> run
--> variables {"variablesReference":"$scope:Locals","format":{"hex":true}}
