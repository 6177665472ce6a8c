local function greet()
  return "hello"
end

State.save("global", "greeter", greet)
