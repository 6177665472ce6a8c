local config = { database = { host = "localhost", port = 5432 } }

print(config.database.hots:upper())
