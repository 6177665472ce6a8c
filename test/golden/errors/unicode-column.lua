local emoji, label = "😀", nil
	print("größe 😀", emoji .. label)
