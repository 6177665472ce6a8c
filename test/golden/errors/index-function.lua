local function settings()
  return { color = "blue" }
end

print(settings.color)
