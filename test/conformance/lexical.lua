-- The lexer: escapes, long brackets, comments, names, line ends, and the messages of syntax errors.
-- Short strings.
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

eq('\a\b\f\n\r\t\v\\\'\"', string.char(7, 8, 12, 10, 13, 9, 11, 92, 39, 34))
eq('\065\66\x43\x4a', 'ABCJ')
eq('\0', string.char(0))
eq(#'\0\0\0', 3)
eq('\10a', '\na')
eq('\0001', '\0' .. '1')
eq('\255', string.char(255))
eq('\xfF', string.char(255))
eq('a\z
    b', 'ab')
eq('a\z   b', 'ab')
eq('a\z', 'a')
eq('one\
two', 'one\ntwo')
eq("it's", 'it\'s')
eq('say "x"', "say \"x\"")
eq(#'\u{0}\u{7F}', 2)
eq('\u{48}\u{49}', 'HI')
eq('\u{e4}', '\xc3\xa4')
eq('\u{20AC}', '\xe2\x82\xac')
eq('\u{1F600}', '\xf0\x9f\x98\x80')
eq('\u{7FFFFFFF}', '\xfd\xbf\xbf\xbf\xbf\xbf')
eq('\u{D800}', '\xed\xa0\x80')
eq('\u{00000041}', 'A')
for byte = 0, 255 do
  eq(load(string.format('return "\\%d"', byte))(), string.char(byte))
  eq(load(string.format('return "\\x%02x"', byte))(), string.char(byte))
  if byte ~= 10 and byte ~= 13 and byte ~= 34 and byte ~= 92 then
    eq(load('return "' .. string.char(byte) .. '"')(), string.char(byte))
  end
  if byte ~= 13 and byte ~= 93 then eq(load('return [[x' .. string.char(byte) .. ']]')(), 'x' .. string.char(byte)) end
end

-- Long brackets: the first line end is dropped, nothing is escaped, levels nest.
eq([[a\n]], 'a' .. '\\' .. 'n')
eq([[
first]], 'first')
eq([[

second]], '\nsecond')
eq([==[a]]b]=]c]==], 'a]]b]=]c')
eq([=[[[x]]]=], '[[x]]')
eq(#[[]], 0)
eq([[]]..[[]], '')
eq(load('return [[a\r\nb]]')(), 'a\nb')
eq(load('return [[a\n\rb]]')(), 'a\nb')
eq(load('return [[a\rb]]')(), 'a\nb')
eq(load('return [[\r\na]]')(), 'a')
eq(load('return [[a\n\nb]]')(), 'a\n\nb')
eq(load('return "a\\\r\nb"')(), 'a\nb')
eq(load('return [' .. ('='):rep(300) .. '[x]' .. ('='):rep(299) .. ']]' .. ('='):rep(300) .. ']')(),
  'x]' .. ('='):rep(299) .. ']')
eq(({ 'x' })[ [[1]] + 0], 'x')

-- Comments.
eq(1 --[[ inline ]] + 1, 2)
eq(1 --[==[ with ]] and
two lines ]==] + 1, 2)
--[ not a long comment
eq(load('--')  ~= nil, true)
eq(load('return 1 --')(), 1)
eq(load('return 1 --[[x]] + 1')(), 2)
eq(load('--[==[\n]]\n]==] return 7')(), 7)
eq(load('return 5 -- [[\n')(), 5)
eq(load('#!/usr/bin/lua\nreturn 1'), nil)

-- Line ends of every kind count once.
for _, source in ipairs { '\n\nx()', '\r\n\r\nx()', '\r\rx()', '\n\r\n\rx()', '\n--[[\n]]x()' } do
  local _, err = pcall(load(source, '=s'))
  eq(err:match '^s:(%d+):', '3')
end

-- Names, reserved words, operators without spaces.
local _a1, A1, a_b, goto_, And = 1, 2, 3, 4, 5
eq(_a1 + A1 + a_b + goto_ + And, 15)
for _, word in ipairs {
  'and', 'break', 'do', 'else', 'elseif', 'end', 'false', 'for', 'function', 'goto', 'if', 'in', 'local', 'nil', 'not',
    'or', 'repeat', 'return', 'then',
  'true', 'until', 'while',
} do
  check(not load('local ' .. word .. ' = 1'))
  check(not load('return t.' .. word))
  check(load('return { ["' .. word .. '"] = 1 }'))
  check(not load('return { ' .. word .. ' = 1 }'))
end
check(not load 'local é = 1')
check(not load 'local 1a = 1')
check(not load 'local a-b = 1')
eq(load 'return 1+1==2 and(3)or[[x]]'(), 3)
eq(load 'local a={1,2,}return#a'(), 2)
eq(load 'local t={[1]=2;x=3;4}return t[1]+t.x'(), 7)
eq(load ';;;return 1;'(), 1)
eq(load 'do end ; ; local x <const> = 1 ; return x'(), 1)
eq(load 'return'(), nil)
eq(load ''(), nil)
eq(load 'return 2--[[\n]]^3'(), 8.0)
eq(load 'return 1 ..2'(), '12')
eq(load 'return("x"):rep(2)'(), 'xx')
eq(load 'return #"abc"'(), 3)
eq(load 'goto x ::x:: return 1'(), 1)

-- Messages of the lexer and of the parser.
syntax("s:1: unfinished string near <eof>", 'x = "abc')
syntax("s:1: unfinished string near '\"abc'", 'x = "abc\n"')
syntax("unfinished string near <eof>", 'x = "abc\\')
syntax("s:1: unfinished long string (starting at line 1) near <eof>", 'x = [[abc')
syntax("s:3: unfinished long comment (starting at line 1) near <eof>", '--[[abc\n\n')
syntax("invalid long string delimiter near '[='", 'x = [=abc')
syntax("invalid escape sequence near '\"\\q'", 'x = "\\q"')
syntax("decimal escape too large near '\"\\256", 'x = "\\256"')
syntax("hexadecimal digit expected near '\"\\xg", 'x = "\\xgg"')
syntax("hexadecimal digit expected near '\"\\x1", 'x = "\\x1"')
syntax("missing '{' near '\"\\u4'", 'x = "\\u41"')
syntax("missing '}' near '\"\\u{41\"'", 'x = "\\u{41"')
syntax("hexadecimal digit expected", 'x = "\\u{}"')
syntax("UTF-8 value too large", 'x = "\\u{80000000}"')
syntax("unexpected symbol near '@'", 'x = @')
syntax("unexpected symbol near '<\\1>'", 'x = \1')
syntax("unexpected symbol near '='", '= 1')
syntax("unexpected symbol near <eof>", 'x =')
syntax("unexpected symbol near 'end'", 'x = end')
syntax("s:1: syntax error near <eof>", 'x')
syntax("syntax error near '='", 'f() = 1')
syntax("syntax error near '+'", 'a + 1')
syntax("syntax error near '2'", 'x 2')
syntax("<name> expected near '='", 'local = 1')
syntax("syntax error near '.1'", 't.1 = 2')
syntax("'then' expected near <eof>", 'if x')
syntax("'end' expected near <eof>", 'do')
syntax("s:3: 'end' expected (to close 'if' at line 1) near <eof>", 'if x then\n\n')
syntax("s:2: unexpected symbol near ')'", 'function f()\n)')
syntax("'until' expected near <eof>", 'repeat')
syntax("s:2: 'until' expected (to close 'repeat' at line 1) near 'end'", 'repeat\nend')
syntax("')' expected near '1'", 'f(2 1)')
syntax("s:2: ')' expected (to close '(' at line 1) near '1'", 'f(2\n1)')
syntax("'}' expected near <eof>", 'x = {1')
syntax("s:2: '}' expected (to close '{' at line 1) near '2'", 'x = {1\n2}')
syntax("']' expected near <eof>", 'x = t[1')
syntax("'do' expected near 'x'", 'while true x')
syntax("'=' or 'in' expected near <eof>", 'for i')
syntax("',' expected near 'do'", 'for i = 1 do end')
syntax("'in' expected near '='", 'for a, b = 1 do end')
syntax("<eof> expected near 'end'", 'x = 1 end')
syntax("<eof> expected near 'x'", 'return 1 x')
syntax("cannot use '...' outside a vararg function near '...'", 'function f() return ... end')
syntax("unexpected symbol near '...'", '... = 1')
syntax("function arguments expected near '='", 'a:b = 1')
syntax("function arguments expected near <eof>", 'a:b')
syntax("<name> expected near '('", 'local function (x) end')
syntax("'(' expected near 'x'", 'function f x')
syntax("<name> or '...' expected near ')'", 'function f(a,) end')
syntax("')' expected near 'a'", 'function f(... a) end')
syntax("s:4:", '\n\n\nx = = 2')
check(not load 'x, y + 1 = 1, 2')
check(not load '(x) = 1')
check(not load 'x:y() = 1')
check(not load 'a.b:c.d()')
check(not load 'local a.b = 1')
check(not load 'local function a.b() end')
check(not load 'return return')
check(not load 'break')
check(not load 'for i = 1, 2 do end end')
check(load 'function a.b.c:d() end')
check(load '(x).y = 1')
check(load 'x.y.z[1]("a"){}[2].w = 1')

-- Long tokens are shortened in messages only, and long names and strings work.
local long = ('x'):rep(10000)
eq(load('local ' .. long .. ' = 5 return ' .. long)(), 5)
eq(load('return "' .. long .. '"')(), long)

print('ok lexical ' .. checks)
