local builder = Agent.builder()
builder.name("helper")
