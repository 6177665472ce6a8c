-- Reviews source files: rules find what can be found without a model, an agent sums up each file that has findings.
--
--   llmspell app run code-review-assistant --path src
--   llmspell app run code-review-assistant --path src --out review.md --fail-on high
--
-- Exit code 1 where a finding is as severe as --fail-on (low, medium, high) says.

local path = ARGS.path or ARGS[1] or "."
local LEVELS = { low = 1, medium = 2, high = 3 }
local EXTENSIONS = { lua = true, js = true, ts = true, py = true, go = true, rs = true, java = true, c = true, rb = true, sh = true }

-- Each rule looks at one line and gives a severity and what is wrong, or nothing.
local RULES = {
  function(line)
    if #line > 140 then return "low", "the line has " .. #line .. " bytes" end
  end,
  function(line)
    local word = line:match("%f[%w](TODO)%f[%W]") or line:match("%f[%w](FIXME)%f[%W]")
    if word then return "low", word .. " is still open" end
  end,
  function(line)
    if line:match("^<<<<<<< ") or line:match("^>>>>>>> ") then return "high", "a conflict of a merge was left" end
  end,
  function(line)
    local name = line:lower():match("([%w_]*password)%s*[=:]%s*[\"'][^\"']+[\"']")
      or line:lower():match("([%w_]*secret)%s*[=:]%s*[\"'][^\"']+[\"']")
      or line:lower():match("(api_?key)%s*[=:]%s*[\"'][^\"']+[\"']")
    if name then return "high", name .. " is written into the source" end
  end,
  function(line)
    if line:match("%f[%w]eval%s*%(") then return "medium", "eval runs whatever it is given" end
  end,
  function(line)
    local indent = line:match("^%s*"):gsub("\t", "    ")
    if #indent >= 24 and line:match("%S") then return "medium", "it is nested " .. #indent // 4 .. " levels deep" end
  end,
}

local function read(file)
  return Tool.execute("file-operations", { operation = "read", path = file }).text
end

local function sources()
  local about = Tool.execute("file-operations", { operation = "metadata", path = path }).result
  if about.type == "file" then return { path } end
  local found = {}
  local list = Tool.execute("file-operations", { operation = "list_dir", path = path, recursive = true }).result
  for _, entry in ipairs(list.entries) do
    local extension = entry.name:match("%.(%w+)$")
    if entry.type == "file" and EXTENSIONS[extension] and not entry.path:match("node_modules") then
      found[#found + 1] = entry.path
    end
  end
  table.sort(found)
  return found
end

local function review(text)
  local findings, number = {}, 0
  for line in (text .. "\n"):gmatch("(.-)\r?\n") do
    number = number + 1
    for _, rule in ipairs(RULES) do
      local severity, problem = rule(line)
      if severity then findings[#findings + 1] = { line = number, severity = severity, problem = problem } end
    end
  end
  return findings
end

-- The reviewer is an agent that other agents could call as well: it is a tool, `ask-reviewer`.
Agent.builder()
  :name("reviewer")
  :description("Sums up the findings of a review")
  :system_prompt("You are a careful reviewer. You say what to change first, and why, in one sentence.")
  :max_conversation_length(0)
  :build()
local reviewer = Agent.wrap_as_tool("reviewer", { tool_name = "ask-reviewer", category = "analysis" })

-- All files at the same time, as many as a model server likes.
local results, flow = {}, Workflow.builder():parallel():name("review"):max_concurrency(4):error_strategy("continue")
local files = sources()
for index, file in ipairs(files) do
  flow:add_step({
    name = "file " .. index,
    type = "function",
    fn = function()
      local findings = review(read(file))
      local lines = {}
      for _, finding in ipairs(findings) do
        lines[#lines + 1] = ("- Line %d (%s): %s."):format(finding.line, finding.severity, finding.problem)
      end
      local summary = #lines == 0 and ""
        or Tool.execute(reviewer, { text = "Summarise in one sentence:\n\n" .. table.concat(lines, "\n") }).text
      results[index] = { file = file, findings = findings, lines = lines, summary = summary }
      return tostring(#findings)
    end,
  })
end
if #files > 0 then flow:build():execute() end

local counts, worst, report = { low = 0, medium = 0, high = 0 }, 0, { "# Review of " .. path, "" }
for _, result in ipairs(results) do
  for _, finding in ipairs(result.findings) do
    counts[finding.severity] = counts[finding.severity] + 1
    worst = math.max(worst, LEVELS[finding.severity])
  end
  if #result.lines > 0 then
    report[#report + 1] = ("## %s\n\n%s\n\n%s\n"):format(result.file, table.concat(result.lines, "\n"), result.summary)
  end
end
table.insert(report, 3, ("files: %d; findings: %d high, %d medium, %d low.\n"):format(#files, counts.high, counts.medium, counts.low))

local text = table.concat(report, "\n")
if ARGS.out then
  Tool.execute("file-operations", { operation = "write", path = ARGS.out, input = text })
  print(("files: %d; findings: %d high, %d medium, %d low (%s)"):format(#files, counts.high, counts.medium, counts.low, ARGS.out))
else
  print(text)
end

local limit = LEVELS[ARGS["fail-on"] or ""]
if limit and worst >= limit then os.exit(1) end
return { files = #files, high = counts.high, medium = counts.medium, low = counts.low }
