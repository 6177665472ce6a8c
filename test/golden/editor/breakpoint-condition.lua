local sum = 0
for i = 1, 5 do
  sum = sum + i
end
print(sum)
--> break [{"line": 3, "condition": "i == 4"}]
--> run
--> variables {"variablesReference": "$scope:Locals"}
--> continue
