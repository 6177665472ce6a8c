-- Looks a user up and greets them.
local users = { ada = { name = "Ada" }, alan = { name = "Alan" } }

local function find_user(id)
  return users[id]
end

local user = find_user("grace")
print("Hello, " .. user.name)
