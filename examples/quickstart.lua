-- A first script: it reads a file, computes something about it, asks an agent to sum it up,
-- and remembers between runs what it saw. It needs no network and no key.
--
--   llmspell run examples/quickstart.lua                 looks at README.md
--   llmspell run examples/quickstart.lua -- CHANGELOG.md   looks at another file

-- What follows the script's name on the command line is in ARGS.
local path = ARGS and ARGS[1] or "README.md"

-- Tools do the work outside the script. They are called by name, with a table of parameters, and answer
-- with a table. Reading needs a permission: files below the working directory are allowed.
local file = Tool.execute("file-operations", { operation = "read", path = path })

-- The text is an ordinary Lua string, and this is ordinary Lua 5.4.
local _, lines = file.text:gsub("\n", "")
local _, words = file.text:gsub("%S+", "")

local time = Tool.execute("calculator", {
  input = "ceil(words / speed)",
  variables = { words = words, speed = 200 },
})

local hash = Tool.execute("hash-calculator", { operation = "hash", input = file.text }).result.hash

print(path)
print(string.format("  %d lines, %d words, about %d min to read", lines, words, time.result.result))
print("  sha256 " .. hash:sub(1, 16) .. "...")

-- State outlives the script. The first argument is a scope, so that keys of different scripts stay apart.
local seen = State.load("quickstart", path)
if not seen then
  print("  first time that this script sees it")
elseif seen.hash == hash then
  print("  unchanged since run " .. seen.run)
else
  print(string.format("  changed since run %d: %+d words", seen.run, words - seen.words))
end
State.save("quickstart", path, { hash = hash, words = words, run = (seen and seen.run or 0) + 1 })

-- An agent talks to a language model. Where none is configured, the embedded offline provider answers: it
-- picks sentences instead of thinking, and says so. With a real one nothing changes but the model's name:
-- :model("openai/...") and OPENAI_API_KEY.
local agent = Agent.builder()
  :name("quickstart")
  :system_prompt("You answer in plain words.")
  :build()

local intro = file.text:match("\n\n(.-)\n\n") or file.text
print("\nIn one sentence:")
print(agent:execute({ text = "Summarise this in one sentence:\n\n" .. intro }).text)

-- Answers can be taken piece by piece while they come in.
print("\nIts topics:")
agent:invokeStream({ text = "Name six keywords of this text:\n\n" .. file.text }, function(chunk)
  io.write(chunk.text)
end)
print()
agent:destroy() -- its name is free again

-- What goes wrong is an ordinary Lua error. Uncaught, it ends the script with a report that also names the flag
-- that would allow this: --allow-read=/etc
local ok, problem = pcall(Tool.execute, "file-operations", { operation = "read", path = "/etc/hostname" })
print("\nReading /etc/hostname: " .. (ok and "allowed" or "refused"))
if not ok then
  print("  " .. problem)
end
