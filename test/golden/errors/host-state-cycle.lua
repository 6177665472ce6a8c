local tree = { name = "root", children = {} }
tree.children[1] = { name = "leaf", parent = tree }
State.save("global", "tree", tree)
