local people = { { name = "Alan" }, { name = "Ada" } }
table.sort(people)
print(people[1].name)
