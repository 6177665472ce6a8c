local function factorial(n)
  return n * factorial(n - 1)
end

print(factorial(5))
