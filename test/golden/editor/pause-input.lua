local s = io.read()
print(s)
--> & run
--> await output
--> pause {"threadId":1}
--> await stopped
--> terminate
--> await terminated
