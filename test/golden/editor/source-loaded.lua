local f = load("return 1", "=piece")
print(f())
--> break [{"line": 2}]
--> run
--> loadedSources
--> modules
--> source {"sourceReference":"$source:piece"}
