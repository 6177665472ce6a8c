local limit <const> = 10

local function raise(by)
  limit = limit + by
end

raise(5)
