Tool.execute()
