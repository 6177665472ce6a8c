os.exit(4)
--> run
