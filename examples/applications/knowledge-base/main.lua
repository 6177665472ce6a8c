-- Keeps what documents say, finds it again, and answers questions from it.
--
--   llmspell app run knowledge-base --add docs
--   llmspell app run knowledge-base --ask "How are runs interrupted?"

local SCOPE = "knowledge-base"
local base = ARGS.base or "main"
local most = tonumber(ARGS.most or 5)

local function fail(message)
  io.stderr:write(message, "\n")
  os.exit(2)
end
if not math.tointeger(most) or most < 1 then fail("--most takes a whole number from 1") end

local READ = { txt = true, md = true, html = true, htm = true, lua = true, py = true, js = true, ts = true, json = true, csv = true, pdf = true }

-- The files that a path means.
local function files_at(path)
  local found = Tool.execute("file-operations", { operation = "metadata", path = path }).result
  if found.type ~= "directory" then return { path } end
  local files = {}
  for _, entry in ipairs(Tool.execute("file-operations", { operation = "list_dir", path = path, recursive = true }).result.entries) do
    local ending = entry.name:match("%.(%w+)$")
    if entry.type == "file" and ending and READ[ending:lower()] then files[#files + 1] = entry.path end
  end
  return files
end

-- A document that cannot be read keeps no other from being taken in.
local function add(documents)
  local taken, unchanged = 0, 0
  for _, document in ipairs(documents) do
    document.metadata = { tag = ARGS.tag, added = os.date("!%Y-%m-%d") }
    local ok, done = pcall(RAG.ingest, document, { scope = SCOPE, scope_id = base })
    if ok then
      taken, unchanged = taken + 1, unchanged + done.documents_unchanged
    else
      io.stderr:write(tostring(done):gsub("^RAG ingest failed: ", ""), "\n")
    end
  end
  print(("documents in '%s': %d, as before: %d"):format(base, taken, unchanged))
  return taken
end

local function find(query)
  return RAG.search(query, { scope = SCOPE, scope_id = base, top_k = most, metadata_filter = ARGS.tag and { tag = ARGS.tag } or {} })
end

local function answer(question)
  local found = find(question)
  if found.total == 0 then
    print("Nothing in '" .. base .. "' speaks of it.")
    return 0
  end
  local sources = {}
  for index, hit in ipairs(found) do sources[index] = ("[%d] %s"):format(index, hit.content) end
  local agent = Agent.builder()
    :name("librarian")
    :system_prompt("You answer from the numbered sources and from nothing else. You name the numbers that you use.")
    :max_conversation_length(0)
    :build()
  print(agent:execute({ text = question .. "\n\n" .. table.concat(sources, "\n\n") }).text)
  print()
  for index, hit in ipairs(found) do print(("[%d] %s, piece %d (%.2f)"):format(index, hit.id, hit.chunk, hit.score)) end
  return found.total
end

if ARGS.add then
  local documents = {}
  for _, path in ipairs(files_at(ARGS.add)) do documents[#documents + 1] = { path = path } end
  return add(documents)
elseif ARGS.note then
  return add({ { content = ARGS.note } })
elseif ARGS.search then
  for index, hit in ipairs(find(ARGS.search)) do
    print(("%d. %.2f  %s\n   %s"):format(index, hit.score, hit.id, (hit.content:gsub("%s+", " "):sub(1, 200))))
  end
elseif ARGS.ask then
  return answer(ARGS.ask)
elseif ARGS.stats then
  local stats = RAG.get_stats(SCOPE, base)
  print(("'%s': %d documents in %d pieces, %d searches"):format(base, stats.documents, stats.chunks, stats.searches_performed))
  for embedder, count in pairs(stats.embedders) do print(("%d vectors by %s"):format(count, embedder)) end
elseif ARGS.forget then
  print(("%d pieces of '%s' are forgotten"):format(RAG.cleanup_scope(SCOPE, base), base))
else
  fail("what is to be done? --add PATH, --note TEXT, --search WORDS, --ask QUESTION, --stats or --forget")
end
