local files = { "a.txt", "b.txt" }
local bar = Display.progress(files)
bar:done()
