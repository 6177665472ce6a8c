while true do
  local x = 1
end
--> & run
--> await thread
--> pause {"threadId":1}
--> await stopped
--> evaluate {"expression": "1 + 1", "context": "watch", "frameId": "$frame"}
--> terminate
--> await terminated
