local function answer()
  return 42
  print("never reached")
end
print(answer())
