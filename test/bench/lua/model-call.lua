-- One question to an agent after the other; the server answers at once. The conversation is bounded, so that each sends as much.
local N = 200
local agent = Agent.builder():name("a"):model("openai/m"):system_prompt("Be short."):max_conversation_length(2):build()
local times = {}
for i = 1, N do
  local t0 = os.clock()
  local answer = agent:execute { text = "Hi" }
  times[i] = os.clock() - t0
  assert(answer.text == "ok")
end
-- The first ones load the SDK and warm it up.
times = table.move(times, N // 4 + 1, N, 1, {})
table.sort(times)
print(("ms_per_op %.4f"):format(times[#times // 2] * 1000))
