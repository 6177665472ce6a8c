local file = assert(io.open("/etc/passwd"))
print(file:read("l"))
