local answer = Tool.execute("calculator", "1 + 1")
print(answer.result)
