Display.image("picture.png", { widht = 100 })
