local query = [[
  SELECT name
  FROM users
print(query)
