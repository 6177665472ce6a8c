local function produce()
  coroutine.yield("item")
end

produce()
