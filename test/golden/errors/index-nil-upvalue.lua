local cache

local function remember(key, value)
  cache[key] = value
end

remember("a", 1)
