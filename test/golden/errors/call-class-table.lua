local Queue = {}
Queue.__index = Queue

function Queue.new()
  return setmetatable({ first = 1, last = 0 }, Queue)
end

local queue = Queue()
print(queue.first)
