local state = "idle"
state == "busy"
print(state)
