local api_key = "sk-test-1234567890abcdefghijkl"
local headers = { Authorization = "Bearer abcdefghijklmnop", accept = "text/plain" }
local client = nil

print(client.get("https://example.com", headers, api_key))
