local t = { n = 1 }
function touch() t.n = 9 return t.n end
print(t.n)
--> break [{"line": 3}]
--> run
--> evaluate {"expression": "t.n", "context": "hover", "frameId": "$frame"}
--> evaluate {"expression": "touch()", "context": "hover", "frameId": "$frame"}
--> evaluate {"expression": "touch()", "context": "watch", "frameId": "$frame"}
--> evaluate {"expression": "t.n = 3", "context": "repl", "frameId": "$frame"}
--> evaluate {"expression": "t", "context": "clipboard", "frameId": "$frame"}
--> evaluate {"expression": "nothing.x", "context": "watch", "frameId": "$frame"}
--> evaluate {"expression": "1 +", "context": "watch", "frameId": "$frame"}
--> continue
