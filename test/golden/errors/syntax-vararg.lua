local function log(level)
  print(level, ...)
end
log("info", "started")
