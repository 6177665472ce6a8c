for key, value pairs({ a = 1 }) do
  print(key, value)
end
