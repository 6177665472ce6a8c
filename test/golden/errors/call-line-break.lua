local handler = nil
local message = "done"
local result = tostring(message)
(handler or print)(result)
