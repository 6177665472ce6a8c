local settings = { port = 8080 }
local text = JSON.parse(settings)
print(text)
