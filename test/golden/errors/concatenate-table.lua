local tags = { "lua", "llm" }
print("tags: " .. tags)
