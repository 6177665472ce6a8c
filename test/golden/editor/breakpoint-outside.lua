print(1)
--> break [{"line": 40}]
--> run
