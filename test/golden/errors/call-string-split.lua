local csv = "a,b,c"
for _, part in ipairs(csv:split(",")) do
  print(part)
end
