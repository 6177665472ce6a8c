assert(os.execute("ls"))
