local list = { "a", "b" }
table.insert(list, 5, "e")
