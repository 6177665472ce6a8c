-- Deep recursion and stack overflow: an error that can be caught, never a crash.
-- Deep recursion that is not in tail position.
local checks = 0
local function check(condition, message)
  checks = checks + 1
  if not condition then error(message or 'check failed', 2) end
end
local function eq(got, want)
  checks = checks + 1
  if got ~= want or math.type(got) ~= math.type(want) then
    error(string.format('got %s, want %s', tostring(got), tostring(want)), 2)
  end
end
local function fails(text, f, ...)
  checks = checks + 1
  local ok, err = pcall(f, ...)
  if ok then error('no error, want: ' .. text, 2) end
  if not string.find(tostring(err), text, 1, true) then error('error was: ' .. tostring(err), 2) end
end

local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
for _, n in ipairs { 0, 1, 100, 10000, 150000 } do eq(depth(n), n) end
local function sum(t, i) i = i or 1 if t[i] == nil then return 0 end return t[i] + sum(t, i + 1) end
local t = {}
for i = 1, 20000 do t[i] = i end
eq(sum(t), 200010000)
local function ackermann(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ackermann(m - 1, 1) end
  return ackermann(m - 1, ackermann(m, n - 1))
end
eq(ackermann(2, 60), 123)
eq(ackermann(3, 5), 253)
local is_even, is_odd
function is_even(n) if n == 0 then return true end local r = is_odd(n - 1) return r end
function is_odd(n) if n == 0 then return false end local r = is_even(n - 1) return r end
check(is_even(50000))
check(not is_odd(50000))

-- Stack overflow: an ordinary error that says so, and everything works afterwards.
local function endless() return 1 + endless() end
local function endless_args(...) return endless_args(1, ...) + 1 end
local function endless_table() return { endless_table() } end
local meta = setmetatable({}, {})
getmetatable(meta).__index = function(_, k) return meta[k .. 'x'] .. 'y' end
fails('stack overflow', endless)
eq(depth(1000), 1000)
fails('stack overflow', endless_table)
eq(depth(1000), 1000)
fails('stack overflow', endless_args)
fails('stack overflow', function() return meta.a end)
local ok, e = pcall(endless_args)
check(not ok and e:match '^.-:%d+: stack overflow' ~= nil)
local co = coroutine.wrap(function() return pcall(endless_args) end)
eq(co(), false)

-- Locals of the frames below survive an overflow above them.
local function guarded(n)
  local a, b, c = n, n * 2, { n }
  if n == 50 then
    fails('stack overflow', endless_args)
  else
    guarded(n + 1)
  end
  check(a == n and b == n * 2 and c[1] == n)
end
guarded(1)

-- Too many results or arguments.
fails('too many results to unpack', table.unpack, {}, 1, 5000000)
fails('string slice too long', function() return string.byte(('x'):rep(5000000), 1, -1) end)

-- And all is well at the end.
eq(depth(100000), 100000)
eq(coroutine.wrap(function() return depth(100000) end)(), 100000)
eq(select(2, pcall(error, 'fine', 0)), 'fine')

print('ok recursion ' .. checks)
