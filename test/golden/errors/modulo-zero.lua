local step = 0
for i = 1, 10 do
  if i % step == 0 then
    print(i)
  end
end
