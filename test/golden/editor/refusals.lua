print(1)
--> stepBack {"threadId":1}
--> readMemory {"memoryReference":"1","count":1}
--> disassemble {"memoryReference":"1","instructionCount":1}
--> continue {"threadId":1}
--> wrong
--> run
