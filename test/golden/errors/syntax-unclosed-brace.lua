local options = {
  verbose = true,
  retries = 3,

print(options.verbose)
