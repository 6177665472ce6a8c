local histogram = {}
local ratio = 0 / 0
histogram[ratio] = 1
