local agent = Agent.builder():name("helper"):model("opnai/gpt-4o"):build()
print(agent:execute({ text = "Hello" }).text)
