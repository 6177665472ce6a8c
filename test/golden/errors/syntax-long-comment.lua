print("before")
--[==[ the old version
print("old")
]]
print("after")
