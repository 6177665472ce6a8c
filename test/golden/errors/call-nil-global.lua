local items = { "tea", "milk" }

for i, item in ipairs(items) do
  prnt(i, item)
end
