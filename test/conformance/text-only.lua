-- Precompiled chunks are refused by every way in: only this VM passes, stock Lua accepts them.
local checks = 0
local function check(condition, message)
  checks = checks + 1
  if not condition then error(message or 'check failed', 2) end
end

local signature = '\27Lua'
local function refused(source, ...)
  local chunk, err = load(source, '=binary', ...)
  check(chunk == nil and type(err) == 'string', 'a precompiled chunk was loaded')
end
refused(signature)
refused(signature .. ('\0'):rep(100))
refused(signature, 'b')
refused(signature, 'bt')
local once = true
refused(function()
  if once then
    once = false
    return signature
  end
end)

-- Whatever string.dump gives here, it does not come back as a function.
local function sample(a, b) return a + b end
local dumped, bytes = pcall(string.dump, sample)
if dumped then
  refused(bytes)
  refused(bytes, 'b')
  refused(bytes, 'bt')
  refused(bytes, 't')
  local position = 0
  refused(function()
    position = position + 1
    return bytes:sub(position, position)
  end, 'b')
else
  check(type(bytes) == 'string')
end

-- Text still loads in every mode that allows it.
check(load('return 1', '=text', 't')() == 1)
check(load('return 1', '=text', 'bt')() == 1)
check(load 'return 1'() == 1)

print('ok text-only ' .. checks)
