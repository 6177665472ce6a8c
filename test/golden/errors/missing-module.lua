local json = require("lib/json")
print(json.encode({}))
