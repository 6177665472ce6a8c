setup()

function setup()
  print("ready")
end
