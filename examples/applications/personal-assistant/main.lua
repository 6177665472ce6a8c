-- Keeps tasks and notes, and answers questions about them. What it knows stays from one call to the next.
--
--   llmspell app run personal-assistant add "Write the report" --due 2031-05-02
--   llmspell app run personal-assistant done 1
--   llmspell app run personal-assistant note "Ada prefers mornings"
--   llmspell app run personal-assistant brief
--   llmspell app run personal-assistant ask "When does Ada have time?"

local command, rest = ARGS[1] or "brief", ARGS[2]
local SCOPE = "personal-assistant"

local function tasks() return State.load(SCOPE, "tasks") or {} end
local function notes() return State.load(SCOPE, "notes") or {} end

local function need(what)
  if rest then return rest end
  io.stderr:write(("%s what? llmspell app run personal-assistant %s %s\n"):format(command, command, what))
  os.exit(2)
end

local function add_task(text, due)
  if due then due = Tool.execute("datetime-handler", { operation = "parse", input = due }).result.parsed.utc:sub(1, 10) end
  local list = tasks()
  list[#list + 1] = { text = text, due = due, done = false }
  State.save(SCOPE, "tasks", list)
  return #list
end

local function open_tasks()
  local lines = {}
  for number, task in ipairs(tasks()) do
    if not task.done then
      lines[#lines + 1] = { number = number, text = task.text, due = task.due }
    end
  end
  -- Those without a date come last.
  table.sort(lines, function(a, b) return (a.due or "9999") .. a.number < (b.due or "9999") .. b.number end)
  return lines
end

local function line_of(task)
  return ("%d. %s%s"):format(task.number, task.text, task.due and " (due " .. task.due .. ")" or "")
end

-- What the model may do by itself, where there is one: look tasks up, add one, search notes.
Tool.register({ name = "list-tasks", description = "Lists the open tasks" }, function()
  return { success = true, result = open_tasks() }
end)
Tool.register({
  name = "add-task",
  description = "Adds a task",
  parameters = {
    { name = "text", type = "string", description = "what is to be done", required = true },
    { name = "due", type = "string", description = "a date, YYYY-MM-DD" },
  },
}, function(parameters)
  return { success = true, result = { number = add_task(parameters.text, parameters.due) } }
end)
Tool.register({
  name = "search-notes",
  description = "Finds notes that have a word",
  parameters = { { name = "word", type = "string", description = "the word", required = true } },
}, function(parameters)
  local found = {}
  for _, note in ipairs(notes()) do
    if note:lower():find(parameters.word:lower(), 1, true) then found[#found + 1] = note end
  end
  return { success = true, result = found }
end)

local function assistant()
  local agent = Agent.builder()
    :name("assistant")
    :description("Knows the tasks and notes of one person")
    :system_prompt("You help one person with tasks and notes. You are brief. Use the tools to look things up and to add tasks.")
    :allowed_tools({ "list-tasks", "add-task", "search-notes" })
    :max_conversation_length(20)
    :max_tool_calls(8)
    :build()
  agent:load_state()
  return agent
end

if command == "add" then
  print("task " .. add_task(need('"TEXT" [--due DATE]'), ARGS.due))
elseif command == "done" then
  local list, number = tasks(), tonumber(need("NUMBER"))
  if not list[number or 0] then
    io.stderr:write("there is no task " .. rest .. "\n")
    os.exit(1)
  end
  list[number].done = true
  State.save(SCOPE, "tasks", list)
  print("done: " .. list[number].text)
elseif command == "note" then
  local list = notes()
  list[#list + 1] = need('"TEXT"')
  State.save(SCOPE, "notes", list)
  print("note " .. #list)
elseif command == "brief" then
  local open = open_tasks()
  print(("open tasks: %d, notes: %d"):format(#open, #notes()))
  for _, task in ipairs(open) do print(line_of(task)) end
elseif command == "ask" then
  local agent, lines = assistant(), {}
  for _, task in ipairs(open_tasks()) do lines[#lines + 1] = "- " .. line_of(task):gsub("^%d+%. ", "Task: ") .. "." end
  for _, note in ipairs(notes()) do lines[#lines + 1] = "- " .. note .. "." end
  local input = { text = need('"QUESTION"') .. "\n" .. table.concat(lines, "\n"), context = { today = os.date("%Y-%m-%d") } }
  -- The answer is shown while it comes, and the conversation goes on with the next question.
  local stream = Display.stream({ markdown = false })
  agent:stream(input, function(chunk) stream:write(chunk.text) end)
  stream:done()
  agent:save_state()
elseif command == "forget" then
  for _, key in ipairs(State.list_keys(SCOPE)) do State.delete(SCOPE, key) end
  assistant():delete_state()
  print("all is forgotten")
else
  io.stderr:write("add, done, note, brief, ask, forget: there is no '" .. command .. "'\n")
  os.exit(2)
end
