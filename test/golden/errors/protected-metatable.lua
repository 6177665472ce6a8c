local locked = setmetatable({}, { __metatable = false })
setmetatable(locked, { __index = function() return 0 end })
