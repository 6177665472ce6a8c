local by_id = {}
local records = { { id = "a1" }, { name = "b2" } }

for _, record in ipairs(records) do
  by_id[record.id] = record
end
