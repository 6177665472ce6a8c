local rows = { "a", { "b" }, "c" }
print(table.concat(rows, "\n"))
