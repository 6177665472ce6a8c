local function full_name(person, title)
  return title.short .. " " .. person.first .. " " .. person.last
end

local ada = { first = "Ada", last = "Lovelace" }
print(full_name(ada))
