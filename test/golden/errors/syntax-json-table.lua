local message = {
  "role": "user",
  "content": "Hello",
}
print(message.role)
