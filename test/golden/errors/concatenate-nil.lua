local user = { first_name = "Ada", last_name = "Lovelace" }
print("Hello, " .. user.firstName .. "!")
