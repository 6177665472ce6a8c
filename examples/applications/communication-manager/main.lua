-- Goes through a folder of messages: what is urgent, what it is about, and a draft of an answer. Each message is done once.
--
--   llmspell app run communication-manager --inbox mail
--   llmspell app run communication-manager --inbox mail --drafts mail/drafts --me ada@example.org

local here = ARGS[0]:match("^(.*)[/\\]") or "."
local inbox = ARGS.inbox or ARGS[1] or here .. "/inbox"
local me = ARGS.me or "me"

local function read(path)
  return Tool.execute("file-operations", { operation = "read", path = path }).text
end

-- Headers, an empty line, the text.
local function parse(path)
  local head, body = (read(path):gsub("\r\n", "\n")):match("^(.-)\n\n(.*)$")
  local message = { path = path, body = body or "", headers = {} }
  for name, value in (head or ""):gmatch("([%w-]+):%s*([^\n]*)") do message.headers[name:lower()] = value end
  message.from = message.headers.from or "unknown"
  message.subject = message.headers.subject or "(no subject)"
  return message
end

local URGENT = { "urgent", "asap", "today", "immediately", "deadline", "outage", "down" }
local KINDS = {
  { "meeting", { "meet", "call", "calendar", "schedule" } },
  { "invoice", { "invoice", "payment", "paid", "bill" } },
  { "problem", { "error", "broken", "fails", "outage", "down", "bug" } },
  { "question", { "?" } },
}

local function has_any(text, words)
  for _, word in ipairs(words) do
    if text:find(word, 1, true) then return true end
  end
  return false
end

local function classify(message)
  local text = (message.subject .. " " .. message.body):lower()
  local kind = "other"
  for _, each in ipairs(KINDS) do
    if has_any(text, each[2]) then
      kind = each[1]
      break
    end
  end
  return kind, has_any(text, URGENT)
end

-- A team of two answers as one: the first says what a message is about, the second words a reply to that. What they should know of
-- the person is in a context, not in every question.
local function member(name, prompt)
  return Agent.builder():name(name):system_prompt(prompt):max_conversation_length(0):build()
end
member("summarizer", "You say in one sentence what a message wants.")
member("correspondent", "You word short, friendly replies. You promise nothing.")
local desk = Agent.create_composite("desk", { "summarizer", "correspondent" }, "sequential")
local profile = Agent.create_context({ user_id = me, data = { reply_in_the_name_of = me, tone = "friendly, brief" } })

local OPENINGS = {
  meeting = "thank you for the invitation. I will look at my calendar and confirm a time.",
  invoice = "thank you for the invoice. It goes to accounting.",
  problem = "thank you for telling me. I am looking into it.",
  question = "thank you for your question. Here is what I can say so far:",
  other = "thank you for your message.",
}

-- One message has one entry in the state, so that it is not answered twice.
local function digest_of(message)
  return Tool.execute("hash-calculator", { operation = "hash", algorithm = "md5", input = message.from .. message.subject .. message.body }).result.hash
end

local fresh, known = {}, 0
local entries = Tool.execute("file-operations", { operation = "list_dir", path = inbox }).result.entries
for _, entry in ipairs(entries) do
  if entry.type == "file" and (entry.name:match("%.txt$") or entry.name:match("%.eml$")) then
    local message = parse(entry.path)
    message.name, message.id = entry.name, digest_of(message)
    message.kind, message.is_urgent = classify(message)
    if State.load("communication-manager", message.id) then
      known = known + 1
    else
      fresh[#fresh + 1] = message
    end
  end
end
table.sort(fresh, function(a, b)
  if a.is_urgent ~= b.is_urgent then return a.is_urgent end
  return a.name < b.name
end)

if ARGS.drafts and #fresh > 0 then
  Tool.execute("file-operations", { operation = "create_dir", path = ARGS.drafts, recursive = true })
end
for _, message in ipairs(fresh) do
  local answer = desk:execute_with_context({ text = "Summarise in one sentence:\n\n" .. message.body }, profile)
  local summary = answer.answers.summarizer:gsub("^%[offline%] ", "")
  print(("%s %-9s %s: %s"):format(message.is_urgent and "!" or " ", message.kind, message.from, message.subject))
  print("    " .. summary)
  if ARGS.drafts then
    local name = message.from:match("^(%w+)") or "all"
    local text = ("To: %s\nSubject: Re: %s\n\nDear %s,\n\n%s\n"):format(message.from, message.subject, name, OPENINGS[message.kind])
    -- A model's own words; the offline provider has none.
    if not answer.metadata.offline then text = text .. "\n" .. answer.text .. "\n" end
    text = text .. "\n" .. me .. "\n"
    local path = ARGS.drafts .. "/re-" .. message.name
    Tool.execute("file-operations", { operation = "write", path = path, input = text })
  end
  State.save("communication-manager", message.id, { subject = message.subject, kind = message.kind })
end
local urgent = 0
for _, message in ipairs(fresh) do
  if message.is_urgent then urgent = urgent + 1 end
end
print(("%d new, %d known, %d urgent"):format(#fresh, known, urgent))
return { new = #fresh, known = known, urgent = urgent, requests = desk:get_metrics().requests_total }
