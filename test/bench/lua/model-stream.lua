-- Streams of 10,000 tokens to a function of the script, as many as the argument says.
local TOKENS = 10000
local N = tonumber(arg and arg[1]) or 6
local agent = Agent.builder():name("a"):model("openai/m"):max_conversation_length(2):build()
local times = {}
for i = 1, N do
  local got = 0
  local t0 = os.clock()
  agent:invokeStream({ text = "Hi" }, function(chunk) if chunk.text == "word " then got = got + 1 end end)
  times[i] = os.clock() - t0
  assert(got == TOKENS)
end
table.remove(times, 1)
table.sort(times)
print(("ms_per_op %.6f"):format(times[(#times + 1) // 2] / TOKENS * 1000))
