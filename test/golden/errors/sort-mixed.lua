local ids = { 3, "12", 7 }
table.sort(ids)
