-- Turns notes into a text: outline, draft, edit and checks, one step after the other.
--
--   llmspell app run content-creator --topic "Kernels" --notes notes.md --format blog --out post.md

local topic = ARGS.topic or ARGS[1]
if not topic then
  io.stderr:write("which topic? llmspell app run content-creator --topic TOPIC [--notes FILE] [--format blog|social|newsletter] [--out FILE]\n")
  os.exit(2)
end
local FORMATS = {
  blog = { sentences = 6, most = 600, title = "# %s\n\n" },
  newsletter = { sentences = 4, most = 300, title = "%s\n\n" },
  social = { sentences = 1, most = 60, title = "%s: " },
}
local kind = ARGS.format or "blog"
local format = FORMATS[kind]
if not format then
  io.stderr:write("there is no format '" .. kind .. "': blog, newsletter, social\n")
  os.exit(2)
end

local notes = ARGS.notes and Tool.execute("file-operations", { operation = "read", path = ARGS.notes }).text
  or topic .. " is the topic. There are no notes: give some with --notes."

local function writer(name, prompt)
  return Agent.builder():name(name):system_prompt(prompt):temperature(0.7):max_conversation_length(0):build()
end
writer("planner", "You plan texts. You answer with the points that the text has to make, in order.")
writer("author", "You write clearly, in the voice of a colleague. You use only what the notes say.")
writer("editor", "You shorten and correct. You keep what is meant.")

-- What every agent was asked and how long it took, without a word of it in the steps.
local journal = {}
local watch = Hook.register("AfterAgentExecution", function(ctx)
  journal[#journal + 1] = ("%s: %d tokens"):format(ctx.component_id.name, ctx.data.result.metadata.token_count or 0)
end)

local function without_label(text)
  return (text:gsub("%[offline%] ", ""))
end

local flow = Workflow.builder()
  :sequential()
  :name("content")
  :add_step({ name = "outline", type = "agent", agent = "planner", input = "List the key points in bullets:\n\n{{input.notes}}" })
  :add_step({
    name = "draft",
    type = "agent",
    agent = "author",
    input = "Summarise in {{input.sentences}} sentences:\n\n{{input.notes}}",
  })
  :add_step({ name = "edited", type = "agent", agent = "editor", input = "Shorten briefly to {{input.sentences}} sentences:\n\n{{step.draft.result}}" })
  :add_step({
    name = "words",
    type = "function",
    fn = function(context)
      local count = Tool.execute("text-manipulator", {
        operation = "count",
        input = without_label(context.outputs.edited),
        options = { count_type = "words" },
      }).result.count
      if count > format.most then error(("%d words are too many for %s"):format(count, kind), 0) end
      return count
    end,
  })
  :build()

local result = flow:execute({ notes = notes, sentences = format.sentences })
local text = format.title:format(topic) .. without_label(result.outputs.edited) .. "\n"

-- The same topic was perhaps written about before: what has become of it?
local before = State.load("content-creator", topic .. "/" .. kind)
State.save("content-creator", topic .. "/" .. kind, text)
if ARGS.out then
  Tool.execute("file-operations", { operation = "write", path = ARGS.out, input = text })
  print(("%s, %s words: %s"):format(kind, result.outputs.words, ARGS.out))
else
  print(text)
end
if before and before ~= text then
  print("Changed since the last time:")
  print(Tool.execute("diff-calculator", { old_text = before, new_text = text, format = "simple" }).result.diff)
elseif before then
  print("Unchanged since the last time.")
end
print("Asked: " .. table.concat(journal, ", "))
watch:unregister()
return { format = kind, words = tonumber(result.outputs.words), outline = result.outputs.outline }
