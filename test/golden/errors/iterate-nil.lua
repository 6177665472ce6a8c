local report = { title = "Sales" }

for i, row in ipairs(report.rows) do
  print(i, row)
end
