-- Rich output: in a terminal with `llmspell run examples/display.lua`, and the same in a notebook.

Display.markdown([[
# What a script can show

Text with **weight**, `code`, lists and tables:

- a table of numbers
- a bar that moves
- an answer that grows]])

Display.table({
  { planet = "Mercury", moons = 0, ["day in hours"] = 4222.6 },
  { planet = "Earth", moons = 1, ["day in hours"] = 24 },
  { planet = "Jupiter", moons = 95, ["day in hours"] = 9.9 },
}, { "planet", "moons", "day in hours" })

local progress = Display.progress(500, "counting")
local sum = 0
for i = 1, 500 do
  sum = sum + i
  progress:advance()
end
progress:done("counted to " .. sum)

-- An image made here: a PNG of 96 x 16 pixels whose rows go from blue to yellow, without compression.
local function crc(data)
  local value = 0xFFFFFFFF
  for i = 1, #data do
    value = value ~ data:byte(i)
    for _ = 1, 8 do
      value = (value >> 1) ~ (0xEDB88320 * (value & 1))
    end
  end
  return value ~ 0xFFFFFFFF
end

local function adler(data)
  local a, b = 1, 0
  for i = 1, #data do
    a = (a + data:byte(i)) % 65521
    b = (b + a) % 65521
  end
  return b << 16 | a
end

local function chunk(kind, content)
  return string.pack(">I4", #content) .. kind .. content .. string.pack(">I4", crc(kind .. content))
end

local row = { "\0" }
for x = 0, 95 do
  row[#row + 1] = string.char(x * 255 // 95, x * 200 // 95, 255 - x * 255 // 95)
end
local pixels = table.concat(row):rep(16)
local stored = "\x78\x01\x01" .. string.pack("<I2I2", #pixels, ~#pixels & 0xFFFF) .. pixels
Display.image(
  "\x89PNG\r\n\x1a\n"
    .. chunk("IHDR", string.pack(">I4I4BBBBB", 96, 16, 8, 2, 0, 0, 0))
    .. chunk("IDAT", stored .. string.pack(">I4", adler(pixels)))
    .. chunk("IEND", ""),
  { alt = "from blue to yellow" }
)

local stream = Display.stream()
for word in ("This text arrives one word at a time, as the answer of a model does.\n"):gmatch("%S+%s*") do
  stream:write(word)
end
stream:done()
