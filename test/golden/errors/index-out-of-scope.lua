local function report(ok)
  if ok then
    local message = { text = "fine" }
    print(message.text)
  end
  print(message.text)
end

report(true)
