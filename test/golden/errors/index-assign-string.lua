local name = "ada"
name.first = "Ada"
