-- To-be-closed variables and coroutines: coroutine.close, yields in handlers, wrap.
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

local log = {}
local function said()
  local text = table.concat(log, ' ')
  log = {}
  return text
end
local function note(text) log[#log + 1] = tostring(text) end
local function closer(name)
  return setmetatable({}, { __close = function(_, e) note(name .. (e == nil and '' or '(' .. tostring(e) .. ')')) end })
end

-- coroutine.close runs pending handlers, in reverse order, without an error.
do
  local co = coroutine.create(function()
    local a <close> = closer 'a'
    local b <close> = closer 'b'
    coroutine.yield(1)
    note 'not reached'
  end)
  coroutine.resume(co)
  eq(said(), '')
  eq(coroutine.close(co), true)
  eq(said(), 'b a')
  eq(coroutine.status(co), 'dead')
  eq(coroutine.close(co), true)
  list('false cannot resume dead coroutine', coroutine.resume(co))
end

-- Closing one that was never started or has ended does nothing.
do
  local co = coroutine.create(function() note 'started' end)
  eq(coroutine.close(co), true)
  eq(coroutine.status(co), 'dead')
  co = coroutine.create(function() end)
  coroutine.resume(co)
  eq(coroutine.close(co), true)
  eq(said(), '')
end

-- After an error, close gives false and the error object once, then true.
do
  local object = {}
  local co = coroutine.create(function() error(object) end)
  coroutine.resume(co)
  local ok, err = coroutine.close(co)
  check(ok == false and err == object)
  eq(coroutine.close(co), true)
end

-- An error in a handler is the result; the other handlers see it.
do
  local co = coroutine.create(function()
    local a <close> = closer 'a'
    local b <close> = setmetatable({}, { __close = function() error('in b', 0) end })
    local c <close> = closer 'c'
    coroutine.yield()
  end)
  coroutine.resume(co)
  list('false in b', coroutine.close(co))
  eq(said(), 'c a(in b)')
  eq(coroutine.status(co), 'dead')
end

-- A coroutine that fails runs its handlers when it is closed, with the error; wrap does so at once.
do
  local co = coroutine.create(function()
    local a <close> = closer 'a'
    error('failed', 0)
  end)
  list('false failed', coroutine.resume(co))
  eq(coroutine.status(co), 'dead')
  local before = said()
  local ok, err = coroutine.close(co)
  local after = said()
  eq(before .. after, 'a(failed)')
  check(ok == false and err == 'failed')
  local f = coroutine.wrap(function()
    local a <close> = closer 'w'
    error('wrapped', 0)
  end)
  fails('wrapped', f)
  eq(said(), 'w(wrapped)')
end

-- Which coroutines cannot be closed.
do
  local co
  co = coroutine.create(function() return coroutine.close(co) end)
  local ok, err = coroutine.resume(co)
  check(not ok and err:find('cannot close a running coroutine', 1, true))
  co = coroutine.create(function()
    local inner = coroutine.create(function() return coroutine.close(co) end)
    return coroutine.resume(inner)
  end)
  local _, inner_ok, inner_err = coroutine.resume(co)
  check(inner_ok == false and inner_err:find('cannot close a normal coroutine', 1, true))
  check(not pcall(coroutine.close, {}))
  check(not pcall(coroutine.close))
end

-- Handlers may yield: at the end of a block, at break, at return (the values are kept), at an error.
local function yielder(name)
  return setmetatable({}, { __close = function(_, e)
    note(name .. '<')
    note((coroutine.yield(name .. (e and '(' .. tostring(e) .. ')' or ''))))
    note(name .. '>')
  end })
end
do
  local co = coroutine.wrap(function()
    do
      local a <close> = yielder 'a'
      local b <close> = yielder 'b'
      note 'body'
    end
    note 'after'
    return 'end'
  end)
  eq(co(), 'b')
  eq(co(1), 'a')
  eq(co(2), 'end')
  eq(said(), 'body b< 1 b> a< 2 a> after')
end
do
  local co = coroutine.wrap(function()
    for k = 1, 3 do
      local a <close> = yielder('loop' .. k)
      if k == 2 then break end
    end
    return 'out'
  end)
  eq(co(), 'loop1')
  eq(co(), 'loop2')
  eq(co(), 'out')
  said()
end
do
  local co = coroutine.wrap(function(...)
    local a <close> = yielder 'ret'
    return ...
  end)
  eq(co(10, nil, 30), 'ret')
  list('10 nil 30', co 'x')
  eq(said(), 'ret< x ret>')
end
do
  local co = coroutine.wrap(function()
    return pcall(function()
      local a <close> = yielder 'outer'
      local b <close> = yielder 'inner'
      error('oops', 0)
    end)
  end)
  eq(co(), 'inner(oops)')
  eq(co(), 'outer(oops)')
  list('false oops', co())
  said()
end
do
  local co = coroutine.wrap(function()
    return pcall(function()
      local a <close> = setmetatable({}, { __close = function(_, e)
        coroutine.yield('a ' .. e)
        error('second', 0)
      end })
      error('first', 0)
    end)
  end)
  eq(co(), 'a first')
  list('false second', co())
end
do
  local co = coroutine.wrap(function()
    for k in function(_, n) if n < 2 then return n + 1 end end, nil, 0,
      yielder 'for' do coroutine.yield('step ' .. k) end
    return 'done'
  end)
  eq(co(), 'step 1')
  eq(co(), 'step 2')
  eq(co(), 'for')
  eq(co(), 'done')
  said()
end

-- A wrap used as iterator, closed by its own fourth value when the loop breaks.
do
  local function items(...)
    local values = table.pack(...)
    local co = coroutine.create(function()
      local guard <close> = closer 'resource'
      for k = 1, values.n do coroutine.yield(values[k]) end
    end)
    local function next_item()
      local ok, value = coroutine.resume(co)
      if not ok then error(value, 0) end
      return value
    end
    return next_item, nil, nil, setmetatable({}, { __close = function() coroutine.close(co) end })
  end
  local got = {}
  for v in items('x', 'y', 'z') do
    got[#got + 1] = v
    if v == 'y' then break end
  end
  eq(table.concat(got), 'xy')
  eq(said(), 'resource')
end

-- Closing a coroutine whose handler itself closes and resumes others.
do
  local inner = coroutine.create(function()
    local b <close> = closer 'inner'
    coroutine.yield()
  end)
  coroutine.resume(inner)
  local outer = coroutine.create(function()
    local a <close> = setmetatable({}, { __close = function()
      note 'outer'
      coroutine.close(inner)
      note(coroutine.status(inner))
    end })
    coroutine.yield()
  end)
  coroutine.resume(outer)
  eq(coroutine.close(outer), true)
  eq(said(), 'outer inner dead')
end

-- An unreachable suspended coroutine never runs its handlers.
do
  local co = coroutine.create(function()
    local a <close> = closer 'leaked'
    coroutine.yield()
  end)
  coroutine.resume(co)
  co = nil
  collectgarbage()
  collectgarbage()
  eq(said(), '')
end

print('ok close-coroutines ' .. checks)
