local function describe(items)
  for i, item in ipairs(items) do
    if item.done then
      print(i, "done")
  end
  return #items
end

print(describe({}))
