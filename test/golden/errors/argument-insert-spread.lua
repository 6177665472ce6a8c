local list = { "a:1" }
table.insert(list, ("b=2"):gsub("=", ":"))
