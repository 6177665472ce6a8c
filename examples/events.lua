-- Events: scripts, the engine and the shell tell each other what happens.

-- Publishing and receiving.
local jobs = Event.subscribe("job.*")

Event.publish("job.started", { name = "report" })
Event.publish("job.done", { name = "report", pages = 3 })

local first = Event.receive(jobs, 100)
print(first.event_type, first.data.name)

-- What belongs together.
local second = Event.receive(jobs, 100)
Event.publish("mail.sent", { about = second.data.name }, { correlation_id = second.correlation_id })

-- What the engine tells.
local tools = Event.subscribe("tool.*")
Tool.execute("calculator", { input = "6 * 7" })
for _ = 1, 2 do
  local event = Event.receive(tools, 100)
  print(event.event_type, event.data.tool, event.data.success)
end

-- Too many: the oldest are dropped, and that is told.
local slow = Event.subscribe("tick")
for i = 1, 10500 do Event.publish("tick", i) end
local event = Event.receive(slow, 1000)
print("missed", event.missed, "then", event.data)

-- A say in what is published.
local tidy = Hook.register("BeforeEventEmit", function(ctx)
  if ctx.data.event_type == "secret" then return "that stays here" end
end)
print(pcall(Event.publish, "secret", 42))
tidy:unregister()

for _, subscription in ipairs(Event.list_subscriptions()) do Event.unsubscribe(subscription.id) end
print("subscriptions left", #Event.list_subscriptions())
