local response = { body = nil, text = "ok" }

if response.body ~= null then
  print("body")
end
print(undefined.length)
