local a = Agent.builder():name("writer"):build()
a:exectue{prompt = "hi"}
