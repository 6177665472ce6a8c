local strings = require("strng")
print(strings.upper("x"))
