-- Sessions: keeping what comes of a piece of work, with versions and metadata, and finding it again.

local id = Session.create({ name = "tea-report", description = "how tea is made", tags = { "draft" } })

-- What is stored under a name that is there already is its next version.
local first = Artifact.store(id, "tool_result", "report.md", "# Tea\nAt 80 degrees.\n", { tags = { "tea" }, author = "Ada" })
Artifact.store(id, "tool_result", "report.md", "# Tea\nAt 90 degrees.\n", { tags = { "tea" } })
Artifact.store(id, "user_input", "leaf.bin", string.char(0, 255))
for _, artifact in ipairs(Artifact.list(id)) do
  print(artifact.name, "version " .. artifact.version, artifact.size .. " bytes", artifact.mime_type)
end

-- Older versions stay. Fields of your own are among the custom ones.
local old = Artifact.get(id, first)
print("by " .. old.metadata.custom.author .. ":", (old.content:match("At %d+ degrees")))

-- Artifacts of all sessions are found by what they are.
print(#Artifact.query({ session_id = id, name_pattern = "*.md", tags = { "tea" } }), "about tea")

-- A session rests, goes on, and ends.
Session.suspend(id)
print(Session.get(id).status)
Session.resume(id)
print(table.concat(Session.tag(id, { "final" }, { "draft" }), ","))
Session.complete(id)
print(Session.get(id).status, pcall(Session.resume, id) and "goes on" or "has ended")

-- With it go its steps and artifacts.
Session.delete(id)
print(#Session.list({ name = "tea-report" }), "left")
