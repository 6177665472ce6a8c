local is_ready = 1 < 2
print("ready: " .. is_ready)
