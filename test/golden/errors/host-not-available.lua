Replay.start("job", { name = "helper" })
print("published")
