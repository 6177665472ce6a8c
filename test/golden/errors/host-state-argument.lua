local function greet()
  return "hello"
end

State.save("greeter", greet)
