local options = { sep = ";" }
print(table.concat("a,b,c", options.sep))
