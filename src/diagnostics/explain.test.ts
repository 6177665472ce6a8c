import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CHUNK,
  failureAt,
  GLOBALS,
  luaFrame,
  mainFrame,
  nil,
  number,
  primary,
  report,
  table,
  text,
} from '../../test/support/failures.js';
import { explain } from './explain.js';

test('a report has code, place, excerpt, variables, traceback and link', async () => {
  const made = await report(
    'local user = {}\nprint(user.nmae.first)\n',
    failureAt(2, "attempt to index a nil value (field 'nmae')", { locals: { user: table(['name', 'age']) } }),
  );
  assert.equal(made.code, 'LUA1001');
  assert.equal(made.severity, 'error');
  assert.equal(made.title, "attempt to index a nil value (field 'nmae')");
  assert.deepEqual(made.location, { file: 'script.lua', line: 2, column: 12, endColumn: 16 });
  assert.deepEqual(made.help, [
    {
      text: '`user` has no field `nmae`; did you mean `name`?',
      edit: { file: 'script.lua', line: 2, column: 12, endColumn: 16, replacement: 'name' },
    },
  ]);
  assert.deepEqual(
    made.excerpts[0]?.lines.map((line) => line.number),
    [1, 2],
  );
  assert.deepEqual(made.variables, [{ name: 'user', kind: 'local', type: 'table', preview: '{...}', isOnLine: true }]);
  assert.deepEqual(made.traceback, [{ kind: 'main', text: 'in main chunk', file: 'script.lua', line: 2 }]);
  assert.equal(made.docs, 'docs/reference/errors.md#lua1001');
});

test('without the source there is a report with the line', async () => {
  const made = await explain(failureAt(2, "attempt to call a nil value (global 'f')"), () => undefined);
  assert.deepEqual(made.location, { file: 'script.lua', line: 2 });
  assert.deepEqual(made.excerpts, []);
  assert.equal(made.code, 'LUA1002');
});

test('an error that the script raised keeps its words', async () => {
  const made = await report('error("no such order")', {
    ...failureAt(1, 'no such order'),
    frames: [{ kind: 'host', name: 'error' }, mainFrame(1)],
  });
  assert.deepEqual([made.code, made.title, primary(made)], ['LUA1000', 'no such order', '1:1-23']);
});

test('an error value that is not text is shown', async () => {
  const made = await report('error({code = 7})', {
    kind: 'runtime',
    message: 'table: 0x5581',
    value: { type: 'table', preview: '{code=7}', keys: ['code'] },
    frames: [{ kind: 'host', name: 'error' }, mainFrame(1)],
    globals: GLOBALS,
  });
  assert.deepEqual([made.code, made.title], ['LUA1028', 'the script raised a table as error: {code=7}']);
});

test('an error that passed coroutine.wrap points at where it began', async () => {
  const made = await report('local f = coroutine.wrap(function()\n  local x\n  print(x.y)\nend)\nf()', {
    kind: 'runtime',
    message: "script.lua:5: script.lua:3: attempt to index a nil value (local 'x')",
    frames: [
      { ...luaFrame('?', 3, 1, { locals: { x: nil() } }), coroutineBoundary: true },
      { kind: 'host', name: 'f' },
      mainFrame(5),
    ],
    globals: GLOBALS,
  });
  assert.equal(made.title, "attempt to index a nil value (local 'x')");
  assert.equal(primary(made), '3:9-10');
  assert.deepEqual(
    made.traceback.map((entry) => entry.kind),
    ['lua', 'coroutine', 'host', 'main'],
  );
});

test('a syntax error in a module is explained in the module', async () => {
  const made = await explain(
    {
      kind: 'runtime',
      message: "script.lua:1: error loading module 'm' from file './m.lua':\n\t./m.lua:2: 'then' expected near '='",
      frames: [{ kind: 'host', name: 'require' }, mainFrame(1)],
      globals: GLOBALS,
    },
    (chunkName) => (chunkName === '@./m.lua' ? 'local x\nif x = 1 then end' : 'require("m")'),
  );
  assert.deepEqual(made.location, { file: './m.lua', line: 2, column: 6, endColumn: 7 });
  assert.equal(made.code, 'LUA2006');
});

test('host errors carry their own code, help and the flag that allows it', async () => {
  const made = await report('Tool.execute("file-operations", {})', {
    ...failureAt(1, 'Security violation: Path not allowed'),
    kind: 'host',
    host: {
      code: 'PERMISSION_READ',
      message: "Path not allowed: '/etc/passwd'",
      help: 'ask for less',
      details: { flag: '--allow-read=/etc' },
    },
    frames: [{ kind: 'host', name: 'Tool.execute' }, mainFrame(1)],
  });
  assert.deepEqual(
    [made.code, made.hostCode, made.title],
    ['LLM3001', 'PERMISSION_READ', "Path not allowed: '/etc/passwd'"],
  );
  assert.deepEqual(
    made.help.map((help) => help.text),
    ['ask for less', 'run with `--allow-read=/etc` to allow it'],
  );
  assert.equal(primary(made), '1:1-13');
});

test('a name that the host proposes becomes a fix', async () => {
  const made = await report('local r = Tool.execute("calculater", {input = "1"})', {
    ...failureAt(1, "Tool 'calculater' not found (did you mean 'calculator'?)"),
    kind: 'host',
    host: { code: 'TOOL_NOT_FOUND', message: "Tool 'calculater' not found (did you mean 'calculator'?)" },
    frames: [{ kind: 'host', name: 'Tool.execute' }, mainFrame(1)],
  });
  assert.equal(made.title, "Tool 'calculater' not found");
  assert.deepEqual(made.help[0]?.edit, {
    file: 'script.lua',
    line: 1,
    column: 25,
    endColumn: 35,
    replacement: 'calculator',
  });
});

test('a run that was ended in a library function has a report with its only frame, or without one', async () => {
  const message = 'timeout: the script was inside one long operation of a library function';
  const ended = { kind: 'timeout', message, globals: {} } as const;
  const nowhere = await report('print(1)', { ...ended, frames: [] });
  assert.equal(nowhere.location, undefined);
  assert.deepEqual([nowhere.title, nowhere.excerpts, nowhere.traceback], [message, [], []]);
  assert.deepEqual(nowhere.notes, ['where the script was is not known']);
  const located = await report('local s\ns:find(p)', { ...ended, frames: [{ kind: 'main', source: CHUNK, line: 2 }] });
  assert.deepEqual(located.location, { file: 'script.lua', line: 2 });
  assert.deepEqual([located.notes, located.traceback.length], [[], 1]);
});

test('ended runs say where they were and which option gives more', async () => {
  const code = 'while true do\n  step()\nend';
  const ended = async (kind: 'interrupted' | 'timeout' | 'memory'): Promise<unknown[]> => {
    const made = await report(code, { kind, message: kind, frames: [mainFrame(2)], globals: {} });
    return [made.code, made.severity, primary(made), /--[a-z-]+/.exec(made.help[0]?.text ?? '')?.[0]];
  };
  assert.deepEqual(await ended('interrupted'), ['RUN4001', 'warning', '2', undefined]);
  assert.deepEqual(await ended('timeout'), ['RUN4002', 'error', '2', '--timeout']);
  assert.deepEqual(await ended('memory'), ['RUN4003', 'error', '2', '--max-memory']);
});

test('secrets appear nowhere', async () => {
  const secret = 'sk-abcdefghijklmnopqrst';
  const made = await report(
    `local api_key = "${secret}"\nlocal x\nprint(x.y, "${secret}")`,
    failureAt(3, `attempt to index a nil value (local 'x') ${secret}`, { locals: { api_key: text(secret), x: nil() } }),
  );
  assert.ok(!JSON.stringify(made).includes('abcdefgh'));
});

test('of locals with one name the visible one counts', async () => {
  const frame = mainFrame(3);
  const made = await report('local x = 1\nlocal x\nprint(x.y)', {
    ...failureAt(3, "attempt to index a nil value (local 'x')"),
    frames: [
      {
        ...frame,
        locals: [
          { name: 'x', value: number(1) },
          { name: 'x', value: nil() },
        ],
      },
    ],
  });
  assert.deepEqual(
    made.variables.map(({ name, preview }) => [name, preview]),
    [['x', 'nil']],
  );
  assert.ok(made.excerpts[0]?.marks.some((mark) => mark.line === 2 && mark.label === 'declared here without a value'));
});

test('a chunk that is named by its own text needs no reader', async () => {
  const code = 'local t\nreturn t.x';
  const made = await explain(
    {
      kind: 'runtime',
      message: '[string "local t..."]:2: attempt to index a nil value (local \'t\')',
      frames: [{ kind: 'main', source: code, line: 2, lineDefined: 0, locals: [], upvalues: [] }],
      globals: GLOBALS,
    },
    () => undefined,
  );
  assert.deepEqual(made.location, { file: '[string "local t..."]', line: 2, column: 8, endColumn: 9 });
});

test('the innermost position counts only where it names a chunk that took part', async () => {
  const made = await report('error("x")', failureAt(1, 'server.example:80: refused'));
  assert.deepEqual([made.title, made.location?.line], ['server.example:80: refused', 1]);
});
