local response = { status = 200 }
print("received " .. #response.body .. " bytes")
