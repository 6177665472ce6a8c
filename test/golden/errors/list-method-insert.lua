local t = {1, 2}
t:insert(3)
