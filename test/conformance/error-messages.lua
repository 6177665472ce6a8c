-- What messages say: variable names and kinds, positions in multi-line code, bad arguments.
local checks = 0
local function eq(got, want)
  checks = checks + 1
  if got ~= want or math.type(got) ~= math.type(want) then
    error(string.format('got %s, want %s', tostring(got), tostring(want)), 2)
  end
end

local function msg(want, source, ...)
  checks = checks + 1
  local chunk = assert(load(source, '=s'))
  local ok, err = pcall(chunk, ...)
  if ok then error('no error from: ' .. source, 2) end
  if err ~= want then error(string.format('got %s, want %s', tostring(err), want), 2) end
end

-- Names: local, upvalue, global, field, method, constant.
msg("s:1: attempt to index a nil value (local 'a')", 'local a; return a.b')
msg("s:1: attempt to index a nil value (local 'a')", 'local a; a.b = 1')
msg("s:1: attempt to index a nil value (local 'a')", 'local a; return a[1]')
msg("s:1: attempt to index a nil value (local 'a')", 'local a; a:m()')
msg("s:1: attempt to index a nil value (upvalue 'a')", 'local a; (function() return a.b end)()')
msg("s:1: attempt to index a nil value (global 'undefined')", 'return undefined.x')
msg("s:1: attempt to index a nil value (global 'undefined')", 'undefined.x = 1')
msg("s:1: attempt to index a nil value (field 'b')", 'local a = {}; return a.b.c')
msg("s:1: attempt to index a nil value (field 'b')", 'local a = {}; a.b.c = 1')
msg("s:1: attempt to index a nil value (field 'integer index')", 'local a = {}; return a[1].c')
msg("s:1: attempt to index a nil value (field '?')", 'local a, k = {}, {}; return a[k].c')
msg("s:1: attempt to index a number value (field 'n')", 'local a = { n = 1 }; return a.n.x')
msg("s:1: attempt to index a nil value", 'return (nil).x')
msg("s:1: attempt to index a boolean value", 'return (1 == 1).x')
msg("s:1: attempt to call a nil value (global 'nothing')", 'nothing()')
msg("s:1: attempt to call a nil value (local 'f')", 'local f; f()')
msg("s:1: attempt to call a nil value (upvalue 'f')", 'local f; (function() f() end)()')
msg("s:1: attempt to call a nil value (field 'x')", 'local t = {}; t.x()')
msg("s:1: attempt to call a nil value (field 'nothing')", 'string.nothing()')
msg("s:1: attempt to call a nil value (method 'nothing')", 'local s = ""; s:nothing()')
msg("s:1: attempt to call a table value (local 't')", 'local t = {}; t()')
msg("s:1: attempt to call a string value (constant 'x')", '("x")()')
msg("s:1: attempt to call a number value (field 'integer index')", 'local t = { 5 }; t[1]()')
msg("s:1: attempt to perform arithmetic on a nil value (local 'x')", 'local x; return x + 1')
msg("s:1: attempt to perform arithmetic on a nil value (local 'x')", 'local x; return 1 + x')
msg("s:1: attempt to perform arithmetic on a nil value (local 'x')", 'local x; return -x')
msg("s:1: attempt to perform arithmetic on a nil value (local 'y')", 'local x, y = 1; return x * y')
msg("s:1: attempt to perform arithmetic on a nil value (global 'g')", 'return 2 ^ g')
msg("s:1: attempt to perform arithmetic on a nil value (field 'x')", 'local t = {}; t.x = t.x + 1')
msg("s:1: attempt to perform arithmetic on a table value (upvalue 'u')",
  'local u = {}; (function() return u // 2 end)()')
msg("s:1: attempt to concatenate a nil value (local 'x')", 'local x; return "a" .. x')
msg("s:1: attempt to concatenate a nil value (local 'x')", 'local x; return x .. "a"')
msg("s:1: attempt to concatenate a nil value (field 'f')", 'local t = {}; return "a" .. t.f .. "b"')
msg("s:1: attempt to concatenate a table value (local 't')", 'local t = {}; return 1 .. t')
msg("s:1: attempt to get length of a nil value (local 'x')", 'local x; return #x')
msg("s:1: attempt to get length of a number value (field 'n')", 'local t = { n = 1 }; return #t.n')
msg("s:1: attempt to compare number with nil", 'return 1 < nil')
msg("s:1: attempt to compare nil with number", 'return 1 > nil')
msg("s:1: attempt to compare two nil values", 'local a, b; return a < b')
msg("s:1: attempt to compare two table values", 'return {} <= {}')
msg("s:1: number has no integer representation", 'return 1.5 | 1')
msg("s:1: attempt to perform bitwise operation on a nil value (local 'x')", 'local x; return x | 1')
msg("s:1: attempt to divide by zero", 'local x = 0; return 1 // x')
msg("s:1: attempt to perform 'n%0'", 'local x = 0; return 1 % x')

-- The line is that of the operation in an expression over several lines.
msg("s:3: attempt to perform arithmetic on a nil value (global 'x')", 'local a = 1\nlocal b = a\n  + x\n  + 1')
msg("s:2: attempt to call a nil value (global 'f')", 'local a = 1 +\n  f(\n  1,\n  2)')
msg("s:4: attempt to index a nil value (field 'c')", 'local t = { b = {} }\nlocal v =\nt.b\n.c.d')
msg("s:5: x", 'local function f()\n\n\n\n  error "x"\nend\nf()')
msg("s:3: attempt to call a nil value (field 'missing')", 'local t = {\n  a = 1,\n  b = string.missing(),\n  c = 2,\n}')
msg("s:2: attempt to concatenate a nil value (global 'x')", 'local s = "a" ..\n  "b" .. x')
msg("s:3: bad 'for' limit (number expected, got nil)", 'local n\n\nfor i = 1, n do\nend')
msg("s:2: attempt to call a nil value (for iterator 'for iterator')", '\nfor _ in nil do\nend')
msg('s:6: e', [[
local t = setmetatable({}, {
  __index = function(_, k)
    if k == 'x' then
      return 1
    end
    error 'e'
  end
})
return t.y]])

-- Bad arguments name position, function, expected and actual type.
msg("s:1: bad argument #1 to 'rep' (string expected, got nil)", 'string.rep(nil, 1)')
msg("s:1: bad argument #2 to 'rep' (number expected, got no value)", 'string.rep("x")')
msg("s:1: bad argument #2 to 'rep' (number expected, got string)", 'string.rep("x", "y")')
msg("s:1: bad argument #1 to 'rep' (number expected, got no value)", '("x"):rep()')
msg("s:1: calling 'rep' on bad self (string expected, got table)",
  'local t = setmetatable({}, { __index = string }); t:rep(1)')
msg("s:1: bad argument #1 to 'floor' (number expected, got table)", 'math.floor({})')
msg("s:1: bad argument #2 to 'insert' (number expected, got string)", 'table.insert({}, "x", 1)')
msg("s:1: bad argument #1 to 'insert' (table expected, got nil)", 'table.insert(nil, 1)')
msg("s:1: bad argument #1 to 'ipairs' (value expected)", 'ipairs()')
msg("s:1: bad argument #1 to 'for iterator' (table expected, got nil)", 'for _ in next, nil do end')
msg("s:1: bad argument #1 to 'setmetatable' (table expected, got string)", 'setmetatable("x", {})')
msg("s:1: bad argument #1 to 'char' (value out of range)", 'string.char(256)')
msg("s:1: bad argument #2 to 'format' (number expected, got string)", 'string.format("%d", "x")')
msg("s:1: bad argument #1 to 'upper' (string expected, got boolean)", 'string.upper(true)')
msg("s:1: bad argument #1 to 'tonumber' (string expected, got number)", 'tonumber(1, 10)')
msg("s:1: bad argument #2 to 'tonumber' (base out of range)", 'tonumber("1", 99)')
msg("s:1: bad argument #1 to 'collectgarbage' (invalid option 'x')", 'collectgarbage "x"')
msg("s:1: bad argument #1 to 'local_name' (number expected, got nil)", 'local local_name = math.floor; local_name(nil)')
msg("bad argument #1 to 'math.floor' (number expected, got nil)", 'error(select(2, pcall(math.floor, nil)), 0)')
msg("s:1: wrong number of arguments to 'insert'", 'table.insert({}, 1, 2, 3)')
msg("s:1: invalid order function for sorting",
  'local t = {} for i = 1, 100 do t[i] = i % 3 end table.sort(t, function() return true end)')

-- Names with unusual contents, and long ones.
msg("s:1: attempt to call a nil value (field 'a b')", 'local t = {}; t["a b"]()')
msg("s:1: attempt to index a nil value (global '" .. ('v'):rep(200) .. "')", 'return ' .. ('v'):rep(200) .. '.x')

-- The position of code loaded under other names.
local ok, err = pcall(load('\n\nerror("x")', '@some/file.lua'))
eq(err, 'some/file.lua:3: x')
ok, err = pcall(load('error("x")', 'return 1'))
eq(err, '[string "return 1"]:1: x')
eq(ok, false)

-- Line numbers far into a file.
ok, err = pcall(load(('\n'):rep(100000) .. 'error "far"', '=s'))
eq(err, 's:100001: far')

print('ok error-messages ' .. checks)
