local function parse(line)
  local key, value = line:match("(%w+)=(%w+)")
  return key:lower(), value
end

local worker = coroutine.wrap(function(lines)
  for _, line in ipairs(lines) do
    coroutine.yield(parse(line))
  end
end)

print(worker({ "a=1", "broken" }))
print(worker())
