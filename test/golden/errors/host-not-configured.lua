local agent = Agent.builder():name("helper"):model("openai/gpt-4o"):build()
print(agent:execute({ text = "Hello" }).text)
