-- Runs a process of tasks that depend on each other: what can run at the same time does, what failed is tried again, and a process that
-- broke off goes on where it was.
--
--   llmspell app run process-orchestrator                       the example of this folder
--   llmspell app run process-orchestrator --process build.json --resume

local here = ARGS[0]:match("^(.*)[/\\]") or "."
local file = ARGS.process or ARGS[1] or here .. "/process.json"
local process = JSON.parse(Tool.execute("file-operations", { operation = "read", path = file }).text)
local SCOPE = "process-orchestrator:" .. process.name

-- Tasks by name, and in waves: a task is in the first wave after all that it needs.
local by_name = {}
for _, task in ipairs(process.tasks) do
  if by_name[task.name] then error("the task '" .. task.name .. "' is there twice", 0) end
  by_name[task.name] = task
end

local function waves()
  local waves, placed, left = {}, {}, #process.tasks
  while left > 0 do
    local wave = {}
    for _, task in ipairs(process.tasks) do
      local is_ready = not placed[task.name]
      for _, needed in ipairs(task.needs or {}) do
        if not by_name[needed] then error(("'%s' needs '%s', which is no task"):format(task.name, needed), 0) end
        is_ready = is_ready and placed[needed] == true
      end
      if is_ready then wave[#wave + 1] = task end
    end
    if #wave == 0 then error("the tasks need each other in a circle", 0) end
    for _, task in ipairs(wave) do placed[task.name] = true end
    waves[#waves + 1], left = wave, left - #wave
  end
  return waves
end

-- The agent that a task of type `agent` asks, and what the others say about the whole in the end.
Agent.builder():name("operator"):system_prompt("You run processes. You answer in one sentence."):max_conversation_length(0):build()

local done = ARGS.resume and State.load(SCOPE, "done") or {}

-- `{{task}}` in what a task is given is the output of that task.
local function fill(value)
  if type(value) == "string" then
    return (value:gsub("{{([%w_-]+)}}", function(name) return done[name] end))
  elseif type(value) == "table" then
    local filled = {}
    for key, each in pairs(value) do filled[key] = fill(each) end
    return filled
  end
  return value
end

local function perform(task)
  if task.agent then return Agent.get(task.agent):execute({ text = fill(task.text) }).text end
  local output = Tool.execute(task.tool, fill(task.input))
  if output.success == false then error(output.error and output.error.message or output.text, 0) end
  local result = output.result
  if type(result) == "table" then result = result[task.take or "result"] or output.text end
  return tostring(result or output.text)
end

local failed, ran = nil, 0
for number, wave in ipairs(waves()) do
  local flow = Workflow.builder():parallel():name("wave " .. number):max_concurrency(process.max_concurrency or 4)
  local todo = {}
  for _, task in ipairs(wave) do
    if not done[task.name] then
      todo[#todo + 1] = task.name
      flow:add_step({
        name = task.name,
        type = "function",
        retry_count = task.retries or 0,
        fn = function()
          done[task.name] = perform(task)
          ran = ran + 1
          return done[task.name]
        end,
      })
    end
  end
  if #todo > 0 then
    print(("wave %d: %s"):format(number, table.concat(todo, ", ")))
    local ok, problem = pcall(function() return flow:build():execute() end)
    -- What is done is done, whatever becomes of the rest.
    State.save(SCOPE, "done", done)
    if not ok then
      failed = tostring(problem)
      break
    end
  end
end

for _, task in ipairs(process.tasks) do
  print(("  %-10s %s"):format(task.name, done[task.name] and done[task.name]:gsub("\n.*", " ...") or "not done"))
end
if failed then
  io.stderr:write(failed, "\n", "--resume goes on from here\n")
  os.exit(1)
end
State.delete(SCOPE, "done")
return { process = process.name, ran = ran, outputs = done }
