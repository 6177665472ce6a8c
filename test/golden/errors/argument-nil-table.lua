local queues = { high = {} }

local function push(name, job)
  table.insert(queues[name], job)
end

push("low", "backup")
