local function grade(score)
  if score > 90 then
    return "A"
  else if score > 80 then
    return "B"
  else
    return "C"
  end
end

print(grade(85))
