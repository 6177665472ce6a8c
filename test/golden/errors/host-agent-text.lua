local a = Agent.builder():name("writer"):build()
a:execute("hi")
