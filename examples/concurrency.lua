-- Several calls at once, with the functions of Async. Runs offline: llmspell run examples/concurrency.lua

-- Two agents are asked at the same time; the answers keep their keys.
local writer = Agent.builder():name("writer"):model("offline/extractive"):build()
local critic = Agent.builder():name("critic"):model("offline/extractive"):build()
local answers = Async.all({
  writer = function() return writer:execute({ text = "Name a colour" }) end,
  critic = function() return critic:execute({ text = "Name a number" }) end,
})
print("answers:", type(answers.writer.text), type(answers.critic.text))

-- A list keeps its order, whichever ends first.
local order = {}
local function after(ms, name)
  return function()
    Async.sleep(ms)
    table.insert(order, name)
    return name
  end
end
local list = Async.all({ after(60, "slow"), after(1, "fast") })
print("results:", table.concat(list, ", "), "ended:", table.concat(order, ", "))

-- The first that succeeds wins. The others are cancelled, and what they hold is closed.
local winner, key = Async.any({
  broken = function() error("no connection") end,
  mirror = after(1, "from the mirror"),
  slow = function()
    local connection <close> = setmetatable({}, { __close = function() print("closed: slow") end })
    Async.sleep(60000)
  end,
})
print("winner:", winner, key)

-- What takes too long is cancelled.
local ok, message = pcall(Async.timeout, 20, "report", function() Async.sleep(60000) end)
print(ok, message)

-- Ten jobs, three at a time: workers take what is next.
local jobs, done, busy, most = {}, 0, 0, 0
for i = 1, 10 do jobs[i] = i end
local function worker()
  while #jobs > 0 do
    local job = table.remove(jobs, 1)
    busy = busy + 1
    most = math.max(most, busy)
    Tool.execute("calculator", { input = job .. " * " .. job })
    busy = busy - 1
    done = done + 1
  end
end
Async.all({ worker, worker, worker })
print("jobs:", done, "at once:", most)

-- Values one after the other, made only as they are asked for.
local squares = Streaming.create(function()
  for i = 1, 3 do Streaming.yield(i * i) end
end)
print("stream:", squares:next(), table.concat(squares:collect(), " "))
