-- 100,000 events that the same script publishes and receives, a thousand at a time: prints how many a second.
local N = tonumber(arg and arg[1]) or 100000
local id = Event.subscribe("bench.*")
local received = 0
local function portion()
  for i = 1, 1000 do Event.publish("bench.tick", i) end
  for _ = 1, 1000 do
    local event = Event.receive(id, 5000)
    assert(event and not event.missed)
    received = received + 1
  end
end
for _ = 1, 3 do portion() end
local t0 = os.clock()
for _ = 1, N // 1000 do portion() end
local seconds = os.clock() - t0
assert(received == N + 3000)
print(("per_second %.1f"):format(N / seconds))
