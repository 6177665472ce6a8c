-- Makes a small web application of a description in Markdown: pages, a list with search, a form that keeps its entries in the browser.
--
--   llmspell app run webapp-creator --spec spec.md --out site
--   llmspell app run webapp-creator --out site                  the example of this folder

local here = ARGS[0]:match("^(.*)[/\\]") or "."
local out = ARGS.out or ARGS[1] or "webapp"
local spec = Tool.execute("file-operations", { operation = "read", path = ARGS.spec or here .. "/spec.md" }).text

local function escape(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- # title, ## page, text, - items; a page called Form has the fields of its items.
local app = { title = "Application", pages = {}, intro = "" }
for line in (spec .. "\n"):gmatch("(.-)\r?\n") do
  local page = app.pages[#app.pages]
  local title, heading, item = line:match("^# (.+)$"), line:match("^## (.+)$"), line:match("^[-*] (.+)$")
  if title then
    app.title = title
  elseif heading then
    app.pages[#app.pages + 1] = { title = heading, items = {}, text = {} }
  elseif item and page then
    page.items[#page.items + 1] = item
  elseif line:match("%S") then
    if page then page.text[#page.text + 1] = line else app.intro = app.intro .. line .. " " end
  end
end
if #app.pages == 0 then
  io.stderr:write("the description has no pages: write ## headings\n")
  os.exit(1)
end

-- Three agents at the same time: each looks at the description from its own side.
local function specialist(name, prompt)
  Agent.builder():name(name):system_prompt(prompt):max_conversation_length(0):build()
end
specialist("copywriter", "You write the sentence that stands below the title of a web site.")
specialist("librarian", "You choose the keywords of a web site.")
specialist("tester", "You say what of a web site has to be tested.")
local thoughts = Workflow.builder()
  :parallel()
  :name("thoughts")
  :add_step({ name = "tagline", type = "agent", agent = "copywriter", input = "Summarise in one sentence:\n\n{{input.spec}}" })
  :add_step({ name = "keywords", type = "agent", agent = "librarian", input = "Name six keywords:\n\n{{input.spec}}" })
  :add_step({ name = "tests", type = "agent", agent = "tester", input = "List what is there:\n\n{{input.spec}}" })
  :build()
  :execute({ spec = spec })
  .outputs

local function plain(text)
  return (text:gsub("^%[offline%] ", ""):gsub("^Frequent words: ", ""):gsub("%.$", ""))
end

local function section(page)
  local id = page.title:lower():gsub("%W+", "-")
  local html = { ('<section id="%s"><h2>%s</h2>'):format(id, escape(page.title)) }
  for _, line in ipairs(page.text) do html[#html + 1] = "<p>" .. escape(line) .. "</p>" end
  if id == "form" then
    html[#html + 1] = '<form id="entry">'
    for _, item in ipairs(page.items) do
      html[#html + 1] = ('<label>%s <input name="%s" required></label>'):format(escape(item), escape(item:lower():gsub("%W+", "_")))
    end
    html[#html + 1] = '<button>Save</button></form><ul id="entries"></ul>'
  elseif #page.items > 0 then
    html[#html + 1] = '<input type="search" placeholder="Search"><ul>'
    for _, item in ipairs(page.items) do html[#html + 1] = "<li>" .. escape(item) .. "</li>" end
    html[#html + 1] = "</ul>"
  end
  html[#html + 1] = "</section>"
  return table.concat(html, "\n"), id
end

local sections, links = {}, {}
for _, page in ipairs(app.pages) do
  local html, id = section(page)
  sections[#sections + 1] = html
  links[#links + 1] = ('<a href="#%s">%s</a>'):format(id, escape(page.title))
end

local files = {
  ["index.html"] = ([[
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="keywords" content="%s">
<title>%s</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<header><h1>%s</h1><p>%s</p><nav>%s</nav></header>
<main>
%s
</main>
<script src="app.js"></script>
</body>
</html>
]]):format(
    escape(plain(thoughts.keywords)), escape(app.title), escape(app.title),
    escape(plain(thoughts.tagline)), table.concat(links, " "), table.concat(sections, "\n")
  ),
  ["style.css"] = [[
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 45rem; padding: 1rem; }
nav a { margin-right: 1rem; }
label { display: block; margin: 0.5rem 0; }
]],
  ["app.js"] = [[
for (const search of document.querySelectorAll('input[type=search]')) {
  const items = search.nextElementSibling.children;
  search.addEventListener('input', () => {
    for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(search.value.toLowerCase());
  });
}
const form = document.querySelector('#entry');
if (form) {
  const list = document.querySelector('#entries');
  const entries = JSON.parse(localStorage.getItem('entries') ?? '[]');
  const show = () => list.replaceChildren(...entries.map((entry) => {
    const item = document.createElement('li');
    item.textContent = Object.values(entry).join(', ');
    return item;
  }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    entries.push(Object.fromEntries(new FormData(form)));
    localStorage.setItem('entries', JSON.stringify(entries));
    form.reset();
    show();
  });
  show();
}
]],
  ["TESTS.md"] = "# What to look at\n\n" .. plain(thoughts.tests) .. "\n",
}

Tool.execute("file-operations", { operation = "create_dir", path = out, recursive = true })
local names, manifest = {}, {}
for name in pairs(files) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do
  Tool.execute("file-operations", { operation = "write", path = out .. "/" .. name, input = files[name] })
  local hash = Tool.execute("hash-calculator", { operation = "hash", input = files[name] }).result.hash
  manifest[name] = { bytes = #files[name], sha256 = hash }
  print(("%-12s %5d bytes"):format(name, #files[name]))
end
Tool.execute("file-operations", { operation = "write", path = out .. "/manifest.json", input = JSON.stringify(manifest) .. "\n" })

-- What was written is looked at: every link has its section, and every tag is closed.
local html, problems = files["index.html"], {}
for id in html:gmatch('href="#([^"]+)"') do
  if not html:find('id="' .. id .. '"', 1, true) then problems[#problems + 1] = "the link to " .. id .. " leads nowhere" end
end
for _, tag in ipairs({ "section", "form", "ul", "label", "main" }) do
  local _, opened = html:gsub("<" .. tag .. "[%s>]", "")
  local _, closed = html:gsub("</" .. tag .. ">", "")
  if opened ~= closed then problems[#problems + 1] = ("<%s> is opened %d times and closed %d times"):format(tag, opened, closed) end
end
for _, problem in ipairs(problems) do io.stderr:write(problem, "\n") end
if #problems > 0 then os.exit(1) end
print(#app.pages .. " pages in " .. out .. ": open index.html")
return { pages = #app.pages, files = #names + 1 }
