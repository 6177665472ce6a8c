local line = "no version here"
local version = line:match("version (%d+)")
print(version:upper())
