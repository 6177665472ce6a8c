local is_even, is_odd

function is_even(n)
  return not is_odd(n - 1)
end

function is_odd(n)
  return not is_even(n - 1)
end

print(is_even(5))
