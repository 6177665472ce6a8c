local next_id = coroutine.wrap(function()
  coroutine.yield(1)
  coroutine.yield(2)
end)

for _ = 1, 4 do
  print(next_id())
end
