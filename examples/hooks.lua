-- Hooks: watching calls of tools, forbidding one, answering from a cache, and surviving a hook that fails.

local function calculate(input)
  return Tool.execute("calculator", { operation = "evaluate", input = input }).result.result
end

-- Watching: every call that was made.
local calls = {}
local audit = Hook.register("AfterToolExecution", function(ctx)
  calls[#calls + 1] = ctx.component_id.name .. ": " .. tostring(ctx.data.parameters.input)
end)
print("6 * 7 =", calculate("6 * 7"))

-- Forbidding: a string is the reason of a cancellation.
local guard = Hook.register("BeforeToolExecution", function(ctx)
  if ctx.data.parameters.operation == "delete" then return "nothing is deleted here" end
end, "highest")
local _, refusal = pcall(Tool.execute, "file-operations", { operation = "delete", path = "precious.txt" })
print(refusal)

-- Answering: what was calculated once is not calculated again.
local cache, hits = {}, 0
local remember = Hook.register("AfterToolExecution", function(ctx)
  cache[ctx.data.parameters.input] = ctx.data.result
end)
local recall = Hook.register("BeforeToolExecution", function(ctx)
  local known = cache[ctx.data.parameters.input]
  if known then
    hits = hits + 1
    return { type = "replace", data = known }
  end
end, "low")
print("2 ^ 10 =", calculate("2 ^ 10"), "again", calculate("2 ^ 10"), "from the cache", hits)

-- Saving: a tool that is not there is another one.
local fallback = Hook.register("ToolError", function()
  return { type = "redirect", target = "calculator" }
end)
print("1 + 1 =", Tool.execute("abacus", { input = "1 + 1" }).result.result)

-- Going wrong: the call goes on, and after five failures the hook is left out.
local broken = Hook.register("BeforeToolExecution", function() error("boom") end)
for i = 1, 8 do calculate("1 + " .. i) end
local shown = Hook.inspect(broken)
print("broken hook:", shown.stats.errors .. " errors", "left out " .. shown.stats.left_out .. " times", shown.breaker.state)

print(#calls .. " calls, the first " .. calls[1])
for _, hook in ipairs({ audit, guard, remember, recall, fallback, broken }) do hook:unregister() end
print("hooks left:", #Hook.list())
