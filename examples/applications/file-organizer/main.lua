-- Sorts the files of a folder into folders by type or by month. It only says what it would do, until --apply; --undo takes the last time back.
--
--   llmspell app run file-organizer --dir Downloads
--   llmspell app run file-organizer --dir Downloads --by month --apply
--   llmspell app run file-organizer --dir Downloads --undo

local dir = (ARGS.dir or ARGS[1] or "."):gsub("/$", "")
local by = ARGS.by or "type"
local TYPES = {
  documents = "pdf doc docx odt txt md rtf csv xlsx",
  images = "png jpg jpeg gif webp svg bmp",
  audio = "mp3 wav flac ogg m4a",
  video = "mp4 mkv mov avi webm",
  archives = "zip tar gz bz2 xz 7z rar",
  code = "lua js ts py go rs c h java rb sh json toml yaml",
}
local TYPE_OF = {}
for type, extensions in pairs(TYPES) do
  for extension in extensions:gmatch("%S+") do TYPE_OF[extension] = type end
end

local function files(parameters)
  return Tool.execute("file-operations", parameters)
end

-- Whatever the code below does: nothing outside of the folder is touched, and nothing is deleted.
local guard = Hook.register("BeforeToolExecution", function(ctx)
  if ctx.component_id.name ~= "file-operations" then return end
  local parameters = ctx.data.parameters
  if parameters.operation == "delete" then return "the organizer deletes nothing" end
  for _, key in ipairs({ "path", "source_path", "target_path" }) do
    local path = parameters[key]
    if path and (path:sub(1, #dir) ~= dir or path:find("..", 1, true)) then return "outside of " .. dir .. ": " .. path end
  end
end, "highest")

local function target_of(entry)
  if by == "month" then
    local time = files({ operation = "metadata", path = dir .. "/" .. entry.name }).result.modified
    local parsed = Tool.execute("datetime-handler", { operation = "parse", input = tostring(time) }).result.parsed
    return ("%04d-%02d"):format(parsed.year, parsed.month)
  end
  return TYPE_OF[(entry.name:match("%.(%w+)$") or ""):lower()] or "other"
end

local function move(from, to)
  files({ operation = "move", source_path = dir .. "/" .. from, target_path = dir .. "/" .. to })
end

if ARGS.undo then
  local moves = State.load("file-organizer", dir) or {}
  for index = #moves, 1, -1 do move(moves[index].to, moves[index].from) end
  State.delete("file-organizer", dir)
  print(("%d files are back in %s"):format(#moves, dir))
  return { undone = #moves }
end

-- What there is, what it would become, and which files are the same.
local plan, folders, seen, duplicates = {}, {}, {}, {}
local entries = files({ operation = "list_dir", path = dir }).result.entries
table.sort(entries, function(a, b) return a.name < b.name end)
for _, entry in ipairs(entries) do
  if entry.type == "file" and entry.name:sub(1, 1) ~= "." then
    local folder = target_of(entry)
    plan[#plan + 1] = { from = entry.name, to = folder .. "/" .. entry.name, folder = folder }
    folders[folder] = (folders[folder] or 0) + 1
    local hash = Tool.execute("hash-calculator", {
      operation = "hash", input_type = "file", file = dir .. "/" .. entry.name,
    }).result.hash
    if seen[hash] then duplicates[#duplicates + 1] = entry.name .. " is the same as " .. seen[hash] end
    seen[hash] = seen[hash] or entry.name
  end
end

local rows = {}
for folder, count in pairs(folders) do rows[#rows + 1] = { folder = folder, files = count } end
table.sort(rows, function(a, b) return a.folder < b.folder end)
for _, row in ipairs(rows) do print(("%-12s %d"):format(row.folder, row.files)) end
for _, line in ipairs(duplicates) do print(line) end

-- One line for people, from an agent that may look at the folder itself.
local agent = Agent.builder()
  :name("archivist")
  :system_prompt("You say in one sentence what a folder is about, from the names of its files.")
  :allow_tool("file-operations")
  :build()
local names = {}
for _, each in ipairs(plan) do names[#names + 1] = "- " .. each.from:gsub("[-_.]", " ") end
if #names > 0 then
  print(agent:execute({ text = "Name five keywords:\n\n" .. table.concat(names, "\n") }).text)
end

if not ARGS.apply then
  print(("%d files would be moved; --apply does it"):format(#plan))
else
  local done = {}
  for _, row in ipairs(rows) do files({ operation = "create_dir", path = dir .. "/" .. row.folder }) end
  for _, each in ipairs(plan) do
    -- What is there already stays.
    if files({ operation = "exists", path = dir .. "/" .. each.to }).result.exists then
      print("left: " .. each.from .. " (" .. each.to .. " is there already)")
    else
      move(each.from, each.to)
      done[#done + 1] = { from = each.from, to = each.to }
    end
  end
  State.save("file-organizer", dir, done)
  print(("%d files were moved; --undo takes it back"):format(#done))
end
guard:unregister()
return { files = #plan, duplicates = #duplicates }
