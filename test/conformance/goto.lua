-- goto and labels: loops, continue, nested blocks, scopes, closures made in loops, and what is refused.
-- continue
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
local function syntax(text, source)
  checks = checks + 1
  local chunk, err = load(source, '=s')
  if chunk then error('compiled, want: ' .. text, 2) end
  if not string.find(err, text, 1, true) then error('error was: ' .. err, 2) end
end

local out = {}
for i = 1, 10 do
  if i % 2 == 0 then goto continue end
  out[#out + 1] = i
  ::continue::
end
eq(table.concat(out, ' '), '1 3 5 7 9')
out = {}
local n = 0
while n < 6 do
  n = n + 1
  if n == 3 then goto continue end
  out[#out + 1] = n
  ::continue::
end
eq(table.concat(out, ' '), '1 2 4 5 6')
out, n = {}, 0
repeat
  n = n + 1
  if n == 2 then goto continue end
  out[#out + 1] = n
  ::continue::
until n == 4
eq(table.concat(out, ' '), '1 3 4')

-- Backwards and forwards, out of nested loops, into an enclosing block.
do
  local i, sum = 0, 0
  ::top::
  i = i + 1
  sum = sum + i
  if i < 100 then goto top end
  eq(sum, 5050)
end
do
  local found
  for i = 1, 10 do
    for j = 1, 10 do
      if i * j == 42 then
        found = i .. 'x' .. j
        goto done
      end
    end
  end
  ::done::
  eq(found, '6x7')
end
do
  goto skip
  error 'not reached'
  ::skip::
end
do
  local k = 0
  ::a::
  do
    k = k + 1
    if k < 3 then goto a end
  end
  eq(k, 3)
end
local function machine(input)
  local position, words = 1, 0
  ::outside::
  if position > #input then goto finish end
  if input:sub(position, position) == ' ' then
    position = position + 1
    goto outside
  end
  words = words + 1
  ::inside::
  position = position + 1
  if position <= #input and input:sub(position, position) ~= ' ' then goto inside end
  goto outside
  ::finish::
  return words
end
eq(machine '', 0)
eq(machine 'one', 1)
eq(machine '  one two   three ', 3)

-- A label at the end of a block is out of the scope of the block's locals (void statements may follow).
do
  goto last
  local x = 1
  ::last:: ; ;
end
check(load 'do goto l; local a; ::l:: end')
check(load 'do goto l; local a; ::l:: ::m:: ; end')
check(load 'goto l; local a ::l::')
syntax("jumps into the scope of local 'y'", 'repeat if x then goto c end local y ::c:: ; until true')
syntax("<goto l> at line 1 jumps into the scope of local 'a'", 'goto l; local a; ::l:: print(a)')
syntax("jumps into the scope of local 'a'", 'do goto l; local a; ::l:: f() end')
syntax("jumps into the scope of local", 'repeat if x then goto c end local y = 1 ::c:: until y')
syntax("jumps into the scope of local 'x'", 'goto l local x <close> = nil ::l:: return x')

-- Labels: visible in nested blocks, not in nested functions, unique in a function's visible scope.
syntax("no visible label 'l' for <goto> at line 1", 'goto l')
syntax("no visible label 'l'", 'goto l do ::l:: end')
syntax("no visible label 'l'", 'do ::l:: end goto l')
syntax("no visible label 'l'", '::l:: local function f() goto l end')
syntax("no visible label 'l'", 'local function f() ::l:: end goto l')
syntax("s:3: no visible label 'x' for <goto> at line 2", 'do\ngoto x\nend')
syntax("label 'l' already defined on line 1", '::l:: ::l::')
syntax("label 'l' already defined on line 1", '::l::\ndo ::l:: end')
check(load 'do ::l:: end do ::l:: end')
check(load '::l:: local function f() ::l:: end')
check(load 'do ::l:: end ::l::')
syntax("break outside loop at line 1", 'break')
syntax("break outside loop at line 2", 'do\nbreak end')
syntax("break outside loop", 'while true do local f = function() break end end')
check(load 'while true do if x then break end f() end')
check(load 'goto = 1' == nil)

-- The same label in several functions and blocks.
local function twice(x)
  do
    if x > 10 then goto out end
    x = x + 1
    ::out::
  end
  do
    if x > 10 then goto out end
    x = x + 10
    ::out::
  end
  return x
end
eq(twice(5), 16)
eq(twice(11), 11)
eq(twice(10), 11)

-- A jump backwards out of a local's scope makes a new local the next time: closures do not share it.
do
  local closures, i = {}, 0
  ::again::
  local x = i * 10
  closures[#closures + 1] = function()
    x = x + 1
    return x
  end
  i = i + 1
  if i < 3 then goto again end
  eq(closures[1](), 1)
  eq(closures[1](), 2)
  eq(closures[2](), 11)
  eq(closures[3](), 21)
  eq(closures[1](), 3)
end
do
  local closures = {}
  for i = 1, 3 do
    local y
    if i == 2 then goto continue end
    y = i
    closures[#closures + 1] = function() return y end
    ::continue::
  end
  eq(#closures, 2)
  eq(closures[1](), 1)
  eq(closures[2](), 3)
end

-- goto continue closes the variables of the loop body.
do
  local log = {}
  for i = 1, 3 do
    local c <close> = setmetatable({}, { __close = function() log[#log + 1] = 'close ' .. i end })
    if i == 2 then goto continue end
    log[#log + 1] = 'body ' .. i
    ::continue::
  end
  eq(table.concat(log, ', '), 'body 1, close 1, close 2, body 3, close 3')
end

-- A nested break leaves one loop only.
do
  local t = {}
  for i = 1, 3 do
    for j = 1, 3 do
      if j == 2 then break end
      t[#t + 1] = i .. j
    end
    while true do
      repeat break until false
      t[#t + 1] = 'w'
      break
    end
  end
  eq(table.concat(t, ' '), '11 w 21 w 31 w')
end

-- Many labels and jumps in one function.
do
  local source = { 'local n = 0' }
  for i = 1, 500 do source[#source + 1] = ('goto l%d ::m%d:: n = n + 1000 ::l%d:: n = n + 1'):format(i, i, i) end
  source[#source + 1] = 'if n == 500 then goto m250 end return n'
  eq(load(table.concat(source, '\n'))(), 500 + 1000 + 251)
end

print('ok goto ' .. checks)
