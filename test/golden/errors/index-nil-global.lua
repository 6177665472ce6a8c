local settings = { verbose = true }

if setings.verbose then
  print("starting")
end
