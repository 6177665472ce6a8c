-- Calls and integer arithmetic: Fibonacci numbers by naive recursion.
local N = tonumber(arg and arg[1]) or 36
print 'begin'
io.flush()

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

print('checksum ' .. fib(N))
io.flush()
