local name = nil
print(name || "unknown")
