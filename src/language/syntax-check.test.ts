import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSuspectBlock } from './blocks.js';
import { SourceText } from './positions.js';
import { checkSyntax } from './syntax-check.js';

function stopsAt(text: string): [near: string, expected: string | undefined, within: string] | undefined {
  const { problem } = checkSyntax(new SourceText(text));
  return problem && [problem.token.text || '<eof>', problem.expected, problem.within];
}

test('programs that Lua compiles have no problem', () => {
  const program = `#!/usr/bin/env lua
local a <const>, b = 1, {1, 2; x = 3, [4] = 5,}
function M.a.b:c(p, ...) self.x = p; goto done; ::done:: return ... end
for i = 1, 10, 2 do if i % 2 == 0 then print(i .. "x") elseif not (i < 8) then break else a.b[i] = nil end end
for k, v in pairs(t) do while k ~= v do repeat local z = -k ^ 2 // 3 | 1 << 4 until z >= #v end end
M:call{1}:other"str" [[long]]
x, y.z, w[1] = f(function() return 1, nil, true end), ...
return a and b or c.d`;
  assert.equal(stopsAt(program), undefined);
});

test('the token where Lua stops, what it wanted and what it was reading', () => {
  assert.deepEqual(stopsAt('if x = 1 then end'), ['=', 'then', 'condition']);
  assert.deepEqual(stopsAt('while true print(1) end'), ['print', 'do', 'condition']);
  assert.deepEqual(stopsAt('x += 1'), ['+', undefined, 'expression statement']);
  assert.deepEqual(stopsAt('x == 1'), ['==', undefined, 'expression statement']);
  assert.deepEqual(stopsAt('local t = {1 2}'), ['2', '}', 'expression']);
  assert.deepEqual(stopsAt('f(1, 2'), ['<eof>', ')', 'expression']);
  assert.deepEqual(stopsAt('local 1 = 2'), ['1', '<name>', 'other']);
  assert.deepEqual(stopsAt('x = = 1'), ['=', undefined, 'expression']);
  assert.deepEqual(stopsAt('print(1) end'), ['end', '<eof>', 'statement']);
  assert.deepEqual(stopsAt('for i 1, 2 do end'), ['1', "'=' or 'in'", 'other']);
  assert.deepEqual(stopsAt('a:b'), ['<eof>', 'function arguments', 'statement']);
});

test('a token that the lexer refuses is where it stops', () => {
  assert.deepEqual(stopsAt('x = 3x')?.[0], '3x');
  assert.deepEqual(stopsAt('if a != b then end')?.[0], '!');
});

test('what is open is known, outermost first', () => {
  const check = checkSyntax(new SourceText('function f()\n  if x then\n    g(1'));
  assert.deepEqual(
    check.open.map(({ token, closer }) => [token.text, token.line, closer]),
    [
      ['function', 1, 'end'],
      ['if', 2, 'end'],
      ['(', 3, ')'],
    ],
  );
});

test('nesting that Lua refuses does not exhaust the stack', () => {
  assert.notEqual(stopsAt('x = ' + '('.repeat(100_000)), undefined);
});

test('indentation shows which block lacks its end', () => {
  const source = new SourceText('function f()\n  for i = 1, 2 do\n    if x then\n      g()\n  end\nend\n');
  const suspect = findSuspectBlock(source, checkSyntax(source));
  assert.deepEqual([suspect?.open.text, suspect?.open.line, suspect?.close.line], ['if', 3, 5]);
});

test('consistent indentation raises no suspicion', () => {
  const source = new SourceText('local function a()\n  g()\nlocal function b()\n  g()\nend\n');
  assert.equal(findSuspectBlock(source, checkSyntax(source)), undefined);
});
