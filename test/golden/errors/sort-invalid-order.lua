local scores = { 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2 }
table.sort(scores, function(a, b)
  return true
end)
