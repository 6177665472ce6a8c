-- collectgarbage: options, results, memory that comes back.
-- count is a float in KiB, and it grows with what is allocated.
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

local before = collectgarbage 'count'
eq(math.type(before), 'float')
check(before > 0)
local block = ('x'):rep(1024 * 1024)
check(collectgarbage 'count' >= before + 1000)
block = nil
eq(collectgarbage(), 0)
eq(collectgarbage 'collect', 0)
check(collectgarbage 'count' < before + 500)
eq(select('#', collectgarbage 'count'), 1)

-- Garbage is collected without asking.
local highest = 0
for i = 1, 200 do
  local junk = ('y'):rep(256 * 1024) .. i
  highest = math.max(highest, collectgarbage 'count')
end
check(highest < before + 200 * 256 / 2, 'memory grows without bound')
for _ = 1, 100000 do local _ = {} end
check(collectgarbage 'count' < before + 20000)

-- stop, restart, isrunning.
eq(collectgarbage 'isrunning', true)
eq(collectgarbage 'stop', 0)
eq(collectgarbage 'isrunning', false)
local stopped = collectgarbage 'count'
for i = 1, 20000 do local _ = { i } end
local grown = collectgarbage 'count'
check(grown > stopped + 500)
eq(collectgarbage 'restart', 0)
eq(collectgarbage 'isrunning', true)
collectgarbage()
check(collectgarbage 'count' < grown)

-- A full collection works while it is stopped.
collectgarbage 'stop'
local weak = setmetatable({ {} }, { __mode = 'v' })
collectgarbage()
eq(weak[1], nil)
eq(collectgarbage 'isrunning', false)
collectgarbage 'restart'

-- step: a boolean; enough steps make a whole cycle.
weak[1] = {}
local steps = 0
repeat
  eq(type(collectgarbage('step', steps % 3 * 100)), 'boolean')
  steps = steps + 1
until weak[1] == nil or steps == 10000
eq(weak[1], nil)

-- Parameters: each call gives the previous value.
local pause = collectgarbage('setpause', 160)
eq(math.type(pause), 'integer')
eq(collectgarbage('setpause', 200), 160)
eq(collectgarbage('setpause', pause), 200)
local multiplier = collectgarbage('setstepmul', 200)
eq(math.type(multiplier), 'integer')
eq(collectgarbage('setstepmul', 400), 200)
eq(collectgarbage('setstepmul', multiplier), 400)

-- Modes: each call gives the previous one.
local first = collectgarbage 'incremental'
check(first == 'incremental' or first == 'generational')
eq(collectgarbage 'generational', 'incremental')
eq(collectgarbage 'generational', 'generational')
eq(collectgarbage('incremental', 100, 200, 10), 'generational')
eq(collectgarbage('incremental', 0, 0, 0), 'incremental')
eq(collectgarbage('generational', 20, 100), 'incremental')
local old = {}
for i = 1, 2000 do old[i] = { i } end
for round = 1, 50 do
  for i = 1, 200 do old[(round * 37 + i) % 2000 + 1] = { round } end
  collectgarbage 'step'
end
local sum = 0
for i = 1, 2000 do sum = sum + (type(old[i][1]) == 'number' and 1 or 0) end
eq(sum, 2000)
collectgarbage()
eq(collectgarbage 'incremental', 'generational')
collectgarbage('setpause', pause)
collectgarbage('setstepmul', multiplier)

-- Errors.
fails("bad argument #1 to 'collectgarbage' (invalid option 'none')", function() collectgarbage 'none' end)
fails('invalid option', collectgarbage, '')
fails('string expected', collectgarbage, {})
fails('number expected', collectgarbage, 'step', 'x')
fails('number expected', collectgarbage, 'setpause', {})
eq(collectgarbage(nil), 0)

-- A heavy mix in both modes: nothing that is reachable is lost.
for _, mode in ipairs { 'incremental', 'generational' } do
  collectgarbage(mode)
  local ring, strings = {}, {}
  for i = 1, 30000 do
    ring[i % 100] = { previous = ring[(i - 1) % 100], id = i }
    if i % 100 == 0 then ring[i % 100].previous = nil end
    strings[i % 50] = 'value ' .. i
  end
  for i = 1, 99 do
    check(ring[i].id % 100 == i)
    if ring[i].previous then eq(ring[i].previous.id, ring[i].id - 1) end
  end
  for i = 0, 49 do check(strings[i]:match '^value %d+$' ~= nil) end
  local threads = {}
  for i = 1, 200 do
    local co = coroutine.wrap(function(a)
      local captured = { a }
      while true do captured[1] = captured[1] + coroutine.yield(captured[1]) end
    end)
    co(i)
    threads[i] = co
  end
  for round = 1, 10 do
    for i = 1, 200 do threads[i](round) end
    collectgarbage 'step'
  end
  for i = 1, 200 do eq(threads[i](0), i + 55) end
end
collectgarbage 'incremental'

print('ok gc-control ' .. checks)
