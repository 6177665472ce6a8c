local b = Agent.builder():nam("x")
