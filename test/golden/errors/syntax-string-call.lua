local name = "Ada"
print "Hello, " .. name
