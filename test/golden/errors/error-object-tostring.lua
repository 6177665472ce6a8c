error(setmetatable({}, {__tostring = function() return "T" end}))
