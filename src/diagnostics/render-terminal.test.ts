import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureAt, mainFrame, luaFrame, nil, report, table } from '../../test/support/failures.js';
import { renderTerminal } from './render-terminal.js';

test('the whole of a report', async () => {
  const made = await report(
    'local user = { name = "Ada" }\n\nprint(user.nmae.first)\n',
    failureAt(3, "attempt to index a nil value (field 'nmae')", { locals: { user: table(['name']) } }),
  );
  assert.equal(
    renderTerminal(made),
    `error[LUA1001]: attempt to index a nil value (field 'nmae')
  --> script.lua:3:12
   |
 3 | print(user.nmae.first)
   |            ^^^^ \`user.nmae\` is nil
   |
   = locals: user = {...}
   = docs: docs/reference/errors.md#lua1001
help: \`user\` has no field \`nmae\`; did you mean \`name\`?
   |
 3 | print(user.name.first)
   |            ~~~~
`,
  );
});

test('lines that are left out, host frames and the stack', async () => {
  const made = await report('local x\n\n\nlocal function f()\n  print(x.y)\nend\nf()', {
    ...failureAt(5, "attempt to index a nil value (upvalue 'x')"),
    frames: [luaFrame('f', 5, 4, { upvalues: { x: nil() } }), { kind: 'host', name: 'pcall' }, mainFrame(7)],
  });
  const text = renderTerminal(made);
  assert.match(
    text,
    /\n 1 \| local x\n {3}\| {7}- declared here without a value\n \.\.\.\n 4 \| local function f\(\)\n/,
  );
  assert.match(text, /stack traceback:\n {4}script.lua:5: in function 'f'\n {4}\[host\]: in function 'pcall'\n/);
});

test('recursion is shown once', async () => {
  const again = Array.from({ length: 9 }, () => luaFrame('f', 2, 1));
  const made = await report('function f()\n  f()\nend\nf()', {
    ...failureAt(2, 'stack overflow'),
    frames: [...again, mainFrame(4)],
    omittedFrames: 1000,
    omittedAfter: 8,
  });
  const stack = renderTerminal(made).split('stack traceback:\n')[1];
  assert.equal(
    stack,
    "    script.lua:2: in function 'f'\n    ... the same again 8 times ...\n    ... 1000 more calls ...\n    script.lua:4: in main chunk\n",
  );
});

test('carets stand under tabs and wide characters', async () => {
  const made = await report('\tprint("日本", x.y)', failureAt(1, "attempt to index a nil value (global 'x')"));
  const lines = renderTerminal(made).split('\n');
  assert.equal(lines[3], ' 1 |     print("日本", x.y)');
  assert.equal(lines[4]?.indexOf('^'), 5 + '    print("____", '.length);
});

test('a long line shows the part around the error', async () => {
  const code = `${'local a = 1; '.repeat(30)}print(x.y) ${'-- '.repeat(60)}`;
  const made = await report(code, failureAt(1, "attempt to index a nil value (global 'x')"));
  const lines = renderTerminal(made, { width: 60 }).split('\n');
  assert.ok(lines[3]!.length <= 60 && lines[3]!.includes('print(x.y)'), lines[3]);
  assert.match(lines[3]!, /^ 1 \| ….*…$/);
  assert.equal(lines[3]!.indexOf('x.y'), lines[4]!.indexOf('^'));
});

test('colours only where they are asked for', async () => {
  const made = await report('x()', failureAt(1, "attempt to call a nil value (global 'x')"));

  const codes = /\u001B\[/;
  assert.doesNotMatch(renderTerminal(made), codes);
  assert.match(renderTerminal(made, { color: true }), codes);
});

test('what a script says cannot steer the terminal', async () => {
  const made = await report('error("x")', failureAt(1, 'boom \u001B[2J'));
  assert.match(renderTerminal(made), /^error\[LUA1000\]: boom \u241B\[2J\n/);
});

test('in a narrow terminal words stay whole, and what cannot be broken has a row for itself', async () => {
  const made = await report(
    'local function a_function_with_a_long_name()\n  user.first()\nend\na_function_with_a_long_name()',
    {
      ...failureAt(2, "attempt to index a nil value (global 'user')"),
      frames: [luaFrame('a_function_with_a_long_name', 2, 1), mainFrame(4)],
    },
  );
  const lines = renderTerminal(made, { width: 40 }).split('\n');
  assert.deepEqual(lines.slice(0, 2), ['error[LUA1001]: attempt to index a nil', "value (global 'user')"]);
  assert.deepEqual(lines.slice(-6, -1), [
    '     docs/reference/errors.md#lua1001',
    'stack traceback:',
    '    script.lua:2: in function',
    "      'a_function_with_a_long_name'",
    '    script.lua:4: in main chunk',
  ]);
  assert.deepEqual(
    lines.filter((line) => line.length > 40),
    [],
  );
  assert.match(renderTerminal(made), /^error\[LUA1001\]: attempt to index a nil value \(global 'user'\)\n/);
});
