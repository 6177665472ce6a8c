local sum = 0
for i = 1, 5 do
  sum = sum + i
end
print(sum)
--> break [{"line": 3, "condition": "i + nothing > 1"}]
--> run
--> break []
--> continue
