-- 100,000 events that one subscription is to get: prints how many a second were published, and were taken by the service.
local N = tonumber(arg and arg[1]) or 100000
local id = Event.subscribe("bench.*")
for i = 1, 2000 do Event.publish("bench.tick", i) end
local t0 = os.clock()
for i = 1, N do Event.publish("bench.tick", i) end
-- Answered after all of them.
local stats = Event.list_subscriptions()[1]
local seconds = os.clock() - t0
assert(stats.waiting + stats.dropped + stats.delivered == N + 2000)
print(("per_second %.1f"):format(N / seconds))
