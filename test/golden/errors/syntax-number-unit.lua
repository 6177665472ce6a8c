local timeout = 30s
print(timeout)
