local list = { "a=1" }
table.insert(list, 1, ("b=2"):gsub("=", ":"))
