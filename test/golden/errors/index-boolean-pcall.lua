local function load_profile()
  return { name = "Ada" }
end

local profile = pcall(load_profile)
print(profile.name)
