local function read_all(path)
  local file = assert(io.open(path))
  local text = file:read("a")
  file:close()
  return text
end

print(#read_all("no-such-file.txt"))
