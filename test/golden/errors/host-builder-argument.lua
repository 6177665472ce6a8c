local limit = "many"
local agent = Agent.builder():name("reader"):max_tokens(limit):build()
print(agent)
