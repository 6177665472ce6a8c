Agent.register({ name = "helper", model = "offline" })
print(#Agent.list())
