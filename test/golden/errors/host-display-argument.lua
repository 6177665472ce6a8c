local rows = "a,b"
Display.table(rows)
