local agent = {
  name = "helper",
  model = "offline"
  temperature = 0.2,
}
print(agent.name)
