print(1)
--> cancel {"requestId":99}
--> run
