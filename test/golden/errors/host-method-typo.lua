local agent = Agent.builder()
  :name("helper")
  :modle("offline")
  :build()

print(agent)
