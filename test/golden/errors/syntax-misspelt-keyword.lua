local function double(n)
  retrun n * 2
end
print(double(2))
