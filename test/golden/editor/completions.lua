local config = { limits = { depth = 1, width = 2 } }
print(config)
--> break [{"line": 2}]
--> run
--> completions {"frameId":"$frame","text":"config.limits.d","column":16}
--> completions {"frameId":"$frame","text":"conf","column":5}
