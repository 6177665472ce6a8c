print(os.date("%Q"))
