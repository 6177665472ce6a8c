// Random Lua programs that end, print what they do, and use most of what a checkpoint must survive. For tests.

import fc from 'fast-check';

const PROLOGUE = `local a, b, c, s = 1, 2, 3, ""
local function step() a = (a * 31 + b) % 1009 b = (b + c) % 997 c = (c * 7 + 1) % 991 end
local function deep(n) if n == 0 then step() return 0 end return 1 + deep(n - 1) end
local function closing(f) return setmetatable({}, {__close = f}) end`;

function statement(depth: number): fc.Arbitrary<string> {
  const simple = fc.constantFrom(
    'step()',
    'print("abc", a, b, c)',
    's = s .. a print(#s, s:sub(-3))',
    'print(deep(b % 40))',
    'b = b + math.random(100) % 7',
    'print(select("#", table.unpack({a, b, c}, 1, a % 5)), #{a, b, table.unpack({}, 1, c % 9)})',
    'local t = {} for i = 1, 40 do t[i] = (i * a) % 101 end table.sort(t) print(t[1], t[40])',
    'collectgarbage("step")',
  );
  if (depth === 0) return simple;
  const body = fc.array(statement(depth - 1), { minLength: 1, maxLength: 3 }).map((lines) => lines.join(';\n'));
  const times = fc.integer({ min: 1, max: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: simple },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(...WRAPPERS), body, times).map(([wrap, inner, n]) => wrap(inner, n)),
    },
  );
}

/** Ways to run a body: each is a different path through the interpreter. */
const WRAPPERS: readonly ((body: string, n: number) => string)[] = [
  (body, n) => `for i = 1, ${n} do ${body} end`,
  (body) => `if a % 2 == 0 then ${body} else step() ${body} end`,
  (body) => `print("pcall", pcall(function() ${body} if a % 3 == 0 then error("e" .. a, 0) end return b end))`,
  (body) =>
    `print("xpcall", xpcall(function() ${body} error("x" .. a, 0) end, function(m) step() return m .. "!" end))`,
  (body, n) =>
    `for v in coroutine.wrap(function() for j = 1, ${n} do ${body} coroutine.yield(j) end end) do b = b + v end`,
  (body, n) =>
    `do local co = coroutine.create(function(...) local x = ... for j = 1, ${n} do ${body} x = x + coroutine.yield(x) end error("co" .. x, 0) end)
     while true do local ok, v = coroutine.resume(co, a % 10) print("co", ok, v) if not ok then break end end end`,
  (body) => `do local x <close> = closing(function() ${body} end) step() end`,
  (body) =>
    `pcall(function() local x <close> = closing(function(_, e) ${body} print("closed", e) end) error("c", 0) end)`,
  (body) => `print(setmetatable({}, {__index = function(_, k) ${body} return k end})[c])`,
  (body) =>
    `print(setmetatable({}, {__add = function() ${body} return a end, __lt = function() ${body} return true end}) + 1)`,
  (body) => `s = ("x" .. a):gsub("%d", function(d) ${body} return d + 1 end)`,
  (body) => `do local t = {a, b, c} table.sort(t, function(x, y) ${body} return x < y end) end`,
  (body) => `local function loop() local n = 0 ::again:: n = n + 1 ${body} if n < 2 then goto again end end loop()`,
  (body) => `local f = function(...) local p, q = ... ${body} return p, q, ... end print(f(a, nil, b))`,
  (body) =>
    `print(pcall(coroutine.wrap(function() pcall(function() coroutine.yield(1) end) ${body} error("w", 0) end)))`,
];

/** A program over the numbers a, b, c and the string s; it prints as it goes and has the same output in every run. */
export const luaProgram: fc.Arbitrary<string> = fc
  .array(statement(3), { minLength: 2, maxLength: 5 })
  .map((body) => [PROLOGUE, ...body, 'print("end", a, b, c, #s)'].join(';\n'));
