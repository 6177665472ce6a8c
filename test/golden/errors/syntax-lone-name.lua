local function cleanup()
  print("cleaning")
end

cleanup
