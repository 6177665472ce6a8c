-- C-stack overflow: nested protected calls, callbacks, metamethods, the parser, patterns: errors, never a crash.
-- C-stack overflow: nested protected calls.
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

local function nested_pcall(n)
  local ok2, e2 = pcall(nested_pcall, n + 1)
  if ok2 then return e2 end
  error(e2, 0)
end
local ok, e = pcall(nested_pcall, 1)
check(not ok and tostring(e):find('stack overflow', 1, true), tostring(e))
local levels = 0
local function count_pcall()
  levels = levels + 1
  pcall(count_pcall)
end
count_pcall()
check(levels > 50, 'nesting stopped at ' .. levels)

-- Through string.gsub, table.sort, metamethods, tostring, coroutines, load.
local function nested_gsub(s) return (s:gsub('.', nested_gsub)) end
fails('C stack overflow', nested_gsub, 'a')
local function nested_sort() table.sort({ 2, 1 }, nested_sort) return false end
fails('C stack overflow', nested_sort)
local ts = setmetatable({}, {})
getmetatable(ts).__tostring = function(x) return tostring(x) end
fails('stack overflow', tostring, ts)
local function nested_wrap() return coroutine.wrap(nested_wrap)() end
fails('C stack overflow', nested_wrap)
local function nested_load() return assert(load(nested_load)) end
fails('overflow', nested_load)
local cc = setmetatable({}, {})
getmetatable(cc).__concat = function(a, b) return a .. b end
fails('stack overflow', function() return cc .. 'x' end)
getmetatable(cc).__eq = function(a, b) return a == b end
fails('stack overflow', function() return cc == {} end)
getmetatable(cc).__lt = function(a, b) return a < b end
fails('stack overflow', function() return cc < 1 end)
getmetatable(cc).__add = function(a, b) return a + b end
fails('stack overflow', function() return cc + 1 end)
getmetatable(cc).__len = function(a) return #a end
fails('stack overflow', function() return #cc end)
getmetatable(cc).__newindex = function(a, k, v) a[k] = v end
fails('stack overflow', function() cc.x = 1 end)
local pairs_loop = setmetatable({}, { __pairs = function(x) return pairs(x) end })
fails('stack overflow', pairs, pairs_loop)

-- The parser: nesting without limit is refused with a message.
for _, make in ipairs {
  function(n) return 'return ' .. ('('):rep(n) .. '1' .. (')'):rep(n) end,
  function(n) return 'return ' .. ('{'):rep(n) .. ('}'):rep(n) end,
  function(n) return ('do '):rep(n) .. ('end '):rep(n) end,
  function(n) return ('while true do '):rep(n) .. ('end '):rep(n) end,
  function(n) return ('if x then '):rep(n) .. ('end '):rep(n) end,
  function(n) return 'return ' .. ('function() return '):rep(n) .. '1 ' .. ('end '):rep(n) end,
  function(n) return 'return ' .. ('- '):rep(n) .. '1' end,
  function(n) return 'return ' .. ('not '):rep(n) .. '1' end,
  function(n) return 'return ' .. ('1 .. '):rep(n) .. '1' end,
  function(n) return 'return ' .. ('2 ^ '):rep(n) .. '1' end,
  function(n) return 'return ' .. ('a('):rep(n) .. (')'):rep(n) end,
  function(n) return 'return ' .. ('a['):rep(n) .. '1' .. (']'):rep(n) end,
  function(n) return ('local function f() '):rep(n) .. ('end '):rep(n) end,
} do
  check(load(make(20)), 'shallow nesting compiles')
  local chunk, err = load(make(100000), '=s')
  check(chunk == nil)
  check(err:find 'overflow' or err:find 'too many' or err:find 'limit', err)
end
eq(load('return ' .. ('1 + '):rep(10000) .. '1')(), 10001)
eq(load('local x = 0 ' .. ('x = x + 1; '):rep(10000) .. 'return x')(), 10000)
eq(load('return ' .. ('('):rep(100) .. '7' .. (')'):rep(100))(), 7)

-- Patterns recurse too.
fails('pattern too complex', string.find, ('a'):rep(300000), ('.-'):rep(300000) .. 'b')
fails('', string.match, ('('):rep(300000), ('('):rep(300000))
eq(#string.match(('x'):rep(100000), '.-$'), 100000)

-- And all is well at the end.
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
eq(depth(10000), 10000)
eq(select(2, pcall(error, 'fine', 0)), 'fine')

print('ok c-stack ' .. checks)
