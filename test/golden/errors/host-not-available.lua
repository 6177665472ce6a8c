Event.publish("job.done", { name = "helper" })
print("published")
