-- Answers a question from files: each source is asked apart, the answers are put together with where they are from.
--
--   llmspell app run research-collector --question "How are runs interrupted?" --sources docs --out answer.md

local question = ARGS.question or ARGS[1]
if not question then
  io.stderr:write("which question? llmspell app run research-collector --question TEXT [--sources FOLDER] [--most N] [--out FILE]\n")
  os.exit(2)
end
local folder = ARGS.sources or "."
local most = tonumber(ARGS.most or 5)

local function read(path)
  return Tool.execute("file-operations", { operation = "read", path = path }).text
end

local function content_words(text)
  local words = {}
  for word in text:lower():gmatch("%a%a%a%a+") do words[word] = true end
  return words
end

-- The sources that share most words with the question come first.
local wanted, ranked = content_words(question), {}
local list = Tool.execute("file-operations", { operation = "list_dir", path = folder, recursive = true }).result
for _, entry in ipairs(list.entries) do
  if entry.type == "file" and entry.name:match("%.[mt][dx]t?$") then
    local text, score = read(entry.path), 0
    for word in pairs(content_words(text)) do
      if wanted[word] then score = score + 1 end
    end
    if score > 0 then ranked[#ranked + 1] = { path = entry.path, text = text, score = score } end
  end
end
table.sort(ranked, function(a, b)
  if a.score ~= b.score then return a.score > b.score end
  return a.path < b.path
end)
local sources = table.move(ranked, 1, math.min(most, #ranked), 1, {})

local function reader(name, prompt)
  return Agent.builder():name(name):system_prompt(prompt):max_conversation_length(0):build()
end
local extractor = reader("extractor", "You answer a question from one source. You quote; you add nothing.")
reader("synthesist", "You put together what several sources say, and name contradictions.")

-- A source that has not changed since it was asked the same is not asked again.
local asked, findings = 0, {}
local function ask(source)
  local key = Tool.execute("hash-calculator", { operation = "hash", algorithm = "md5", input = question .. "\n" .. source.text }).result.hash
  local known = State.load("research-collector", key)
  if known then return known end
  asked = asked + 1
  local answer = extractor:execute({ text = question .. "\n" .. source.text }).text:gsub("^%[offline%] ", "")
  State.save("research-collector", key, answer)
  return answer
end

local flow = Workflow.builder()
  :loop()
  :name("collect")
  :with_collection(sources)
  :error_strategy("continue")
  :add_step({
    name = "source",
    type = "function",
    fn = function(context)
      local source = context.loop_value
      local answer = ask(source):gsub("^The text says: ", "")
      findings[#findings + 1] = { path = source.path, answer = answer }
      return answer
    end,
  })
  :build()
if #sources > 0 then flow:execute() end

local quotes = {}
for index, finding in ipairs(findings) do quotes[index] = ("%s [%d]"):format(finding.answer, index) end
local report = { "# " .. question, "" }
if #findings == 0 then
  report[#report + 1] = "Nothing in " .. folder .. " speaks of it."
else
  local together = Agent.get("synthesist"):execute({ text = "Summarise in three sentences:\n\n" .. table.concat(quotes, "\n\n") })
  report[#report + 1] = together.text .. "\n"
  report[#report + 1] = "## What the sources say\n"
  for index, finding in ipairs(findings) do
    report[#report + 1] = ("%d. %s: %s"):format(index, finding.path, finding.answer)
  end
end

local text = table.concat(report, "\n") .. "\n"
if ARGS.out then
  Tool.execute("file-operations", { operation = "write", path = ARGS.out, input = text })
  print(("sources: %d, asked anew: %d (%s)"):format(#findings, asked, ARGS.out))
else
  print(text)
  print(("sources: %d, asked anew: %d"):format(#findings, asked))
end
return { sources = #findings, asked = asked }
