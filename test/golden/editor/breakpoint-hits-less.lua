local sum = 0
for i = 1, 5 do
  sum = sum + i
end
print(sum)
--> break [{"line": 3, "hitCondition": "< 2"}]
--> run
--> variables {"variablesReference": "$scope:Locals"}
--> break []
--> continue
