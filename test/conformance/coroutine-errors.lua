-- Errors in coroutines: objects, positions, wrap's messages, tracebacks, death, recovery.
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
local function list(want, ...)
  checks = checks + 1
  local got = table.pack(...)
  for i = 1, got.n do got[i] = tostring(got[i]) end
  local text = table.concat(got, ' ', 1, got.n)
  if text ~= want then error(string.format('got [%s], want [%s]', text, want), 2) end
end

local function last(...) return (select(select('#', ...), ...)) end

-- Error values of every type pass unchanged.
for _, value in ipairs { 'text', 42, 1.5, true, false, {}, print, coroutine.create(print) } do
  local co = coroutine.create(function() error(value, 0) end)
  local ok, err = coroutine.resume(co)
  check(ok == false and rawequal(err, value))
  eq(coroutine.status(co), 'dead')
  local caught, again = pcall(coroutine.wrap(function() error(value, 0) end))
  check(caught == false and (rawequal(again, value) or type(value) == 'string'))
end
local ok, err = coroutine.resume(coroutine.create(function() error() end))
check(ok == false and err == nil)
ok, err = coroutine.resume(coroutine.create(function() error(nil) end))
check(ok == false and err == nil)

-- Positions.
ok, err = coroutine.resume(coroutine.create(load('\n\nerror "at three"', '=chunk')))
eq(err, 'chunk:3: at three')
ok, err = coroutine.resume(coroutine.create(load('\nlocal x = nil + 1', '=chunk')))
eq(err, 'chunk:2: attempt to perform arithmetic on a nil value')
ok, err = coroutine.resume(coroutine.create(function(x) return x.y.z end), {})
check(err:match ":%d+: attempt to index a nil value %(field 'y'%)$" ~= nil)

-- wrap passes errors on; string errors get the position of the caller in front.
local f = coroutine.wrap(function() error('plain', 0) end)
ok, err = pcall(f)
check(not ok and err:find('plain', 1, true))
fails('cannot resume dead coroutine', f)
f = coroutine.wrap(function()
  coroutine.yield(1)
  error { code = 7 }
end)
eq(f(), 1)
ok, err = pcall(f)
eq(err.code, 7)
fails('cannot resume dead coroutine', f)

-- An error in a nested coroutine is seen where it is resumed, not further out.
local trace = {}
local co = coroutine.create(function()
  local inner = coroutine.create(function()
    coroutine.yield 'inner yields'
    error('inner fails', 0)
  end)
  trace[#trace + 1] = last(coroutine.resume(inner))
  trace[#trace + 1] = last(coroutine.resume(inner))
  trace[#trace + 1] = coroutine.status(inner)
  coroutine.yield 'outer lives'
  error('outer fails', 0)
end)
list('true outer lives', coroutine.resume(co))
list('false outer fails', coroutine.resume(co))
eq(table.concat(trace, ', '), 'inner yields, inner fails, dead')

-- Through wraps within wraps.
local function failing(n)
  if n == 0 then error({ 'deep' }) end
  coroutine.wrap(failing)(n - 1)
end
ok, err = pcall(failing, 50)
eq(err[1], 'deep')

-- After a failed resume of a dead or running one nothing has changed.
co = coroutine.create(function()
  local _, e = coroutine.resume(co)
  coroutine.yield(e)
  return 'finished'
end)
list('true cannot resume non-suspended coroutine', coroutine.resume(co))
list('true finished', coroutine.resume(co))
list('false cannot resume dead coroutine', coroutine.resume(co))

-- Stack overflow inside a coroutine is its own error.
local function endless() return 1 + endless() end
co = coroutine.create(endless)
ok, err = coroutine.resume(co)
check(not ok and tostring(err):find('stack overflow', 1, true))
eq(coroutine.status(co), 'dead')
co = coroutine.wrap(function()
  local ok2, err2 = pcall(endless)
  coroutine.yield(ok2)
  return type(err2)
end)
eq(co(), false)
eq(co(), 'string')

-- Recovery in a loop: a worker that is restarted when it fails.
local failures, results = 0, {}
local function worker()
  return coroutine.create(function(job)
    while true do
      if job % 3 == 0 then error('job ' .. job, 0) end
      job = coroutine.yield(job * 10)
    end
  end)
end
co = worker()
for job = 1, 10 do
  local done, value = coroutine.resume(co, job)
  if done then
    results[#results + 1] = value
  else
    failures = failures + 1
    co = worker()
  end
end
eq(failures, 3)
eq(table.concat(results, ' '), '10 20 40 50 70 80 100')

-- Error in a coroutine while its caller is in a protected call; error objects keep identity through levels.
local object = setmetatable({}, { __tostring = function() return 'object' end })
ok, err = pcall(function()
  local inner = coroutine.wrap(function()
    local ok2, e = pcall(function() error(object) end)
    check(not ok2 and e == object)
    coroutine.yield(e)
    error(e)
  end)
  check(inner() == object)
  inner()
end)
check(not ok and err == object)

-- xpcall handlers run in the coroutine that fails.
do
  local seen
  co = coroutine.create(function()
    return xpcall(function() error 'x' end, function(e)
      seen = coroutine.running()
      return e
    end)
  end)
  coroutine.resume(co)
  check(seen == co)
end

-- Tracebacks of other coroutines, where the host offers them.
if debug and debug.traceback then
  co = coroutine.create(function() local function inner() coroutine.yield() end inner() end)
  coroutine.resume(co)
  local text = debug.traceback(co)
  check(text:find 'stack traceback:' and text:find 'inner')
  eq(select(2, text:gsub('\n', '')) >= 3, true)
  check(debug.traceback(co, 'message'):sub(1, 8) == 'message\n')
  check(debug.traceback(co, nil, 1) ~= nil)
  eq(debug.traceback(co, object) == object, true)
  local dead = coroutine.create(function() error 'kept' end)
  coroutine.resume(dead)
  check(debug.traceback(dead):find('stack traceback:', 1, true))
end

-- Killing and abandoning many.
for i = 1, 2000 do
  local c = coroutine.create(function(n)
    if n % 2 == 0 then coroutine.yield(n) end
    error(n)
  end)
  local ok3, v = coroutine.resume(c, i)
  eq(ok3, i % 2 == 0)
  eq(type(v), 'number')
  if i % 4 == 0 then eq(coroutine.close(c), true) end
end

print('ok coroutine-errors ' .. checks)
