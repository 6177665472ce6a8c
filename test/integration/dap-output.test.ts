// What a script prints, as editors hear of it: with the line that wrote it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DapClient } from '../support/dap-client.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

interface Said {
  readonly text: string;
  readonly at: string;
}

/** What was said on a stream, what one line has written in a row being one entry. */
function said(client: DapClient, category: string): readonly string[] {
  const found: Said[] = [];
  for (const { event, body } of client.events) {
    if (event !== 'output' || body['category'] !== category) continue;
    const source = body['source'] as { readonly name?: string; readonly path?: string } | undefined;
    const at = source === undefined ? 'nowhere' : `${source.name ?? ''}:${body['line'] as number}`;
    const text = body['output'] as string;
    const last = found.at(-1);
    if (last?.at === at) found[found.length - 1] = { text: last.text + text, at };
    else found.push({ text, at });
  }
  return found.map(({ text, at }) => `${at} ${text}`);
}

async function runTo(client: DapClient, program: string, launch = {}, initialize = {}): Promise<void> {
  await client.ask('initialize', { adapterID: 'x', ...initialize });
  await client.ask('launch', { program, ...launch });
  await client.ask('configurationDone');
  await client.next('terminated');
}

const WRITES = [
  'local function say(text)',
  '  print(text)',
  'end',
  'for i = 1, 2 do',
  '  say(i)',
  '  io.write("w", i, "\\n")',
  'end',
  'io.stderr:write("oops\\n")',
  'coroutine.wrap(function()',
  '  print("inside")',
  'end)()',
  'local shown = setmetatable({}, { __tostring = function()',
  '  io.write("<")',
  '  return "shown"',
  'end })',
  'print("a", shown)',
  'pcall(print, "by pcall")',
  'load("print(1)", "=chunk")()',
  'print("é")',
].join('\n');

test('every part of the output has the line that wrote it', async (t) => {
  const client = new DapClient(t);
  await runTo(client, folder.file('writes.lua', WRITES));
  assert.deepEqual(said(client, 'stdout'), [
    'writes.lua:2 1\n',
    'writes.lua:6 w1\n',
    'writes.lua:2 2\n',
    'writes.lua:6 w2\n',
    'writes.lua:10 inside\n',
    'writes.lua:16 a\t',
    'writes.lua:13 <',
    'writes.lua:16 shown\n',
    'writes.lua:17 by pcall\n',
    'chunk:1 1\n',
    'writes.lua:19 é\n',
  ]);
  assert.deepEqual(said(client, 'stderr'), ['writes.lua:8 oops\n']);
});

const OTHER_WAYS = [
  'xpcall(print, debug.traceback, "by xpcall")',
  'local t = setmetatable({}, { __index = print, __concat = function(_, text)',
  '  io.write(text)',
  'end, __close = function() print("closed") end })',
  'local _ = t .. "by ..\\n"',
  'do',
  '  local held <close> = t',
  'end',
  'xpcall(function() error("x") end, function() print("by a message handler") end)',
  'local co = coroutine.create(function() print("one") coroutine.yield()',
  '  print("two")',
  'end)',
  'coroutine.resume(co)',
  'coroutine.resume(co)',
  'coroutine.wrap(print)("by a coroutine of print")',
].join('\n');

test('whoever calls what writes: the line is that of the innermost function of the script', async (t) => {
  const client = new DapClient(t);
  await runTo(client, folder.file('ways.lua', OTHER_WAYS));
  assert.deepEqual(said(client, 'stdout'), [
    'ways.lua:1 by xpcall\n',
    'ways.lua:3 by ..\n',
    'ways.lua:4 closed\n',
    'ways.lua:9 by a message handler\n',
    'ways.lua:10 one\n',
    'ways.lua:11 two\n',
    'ways.lua:15 by a coroutine of print\n',
  ]);
});

const LOADED_AGAIN = [
  'for i = 1, 40 do',
  '  local text = ("\\n"):rep(i % 4) .. "print(" .. i .. ")"',
  '  load(text, "=chunk" .. i % 3)()',
  '  collectgarbage()',
  'end',
].join('\n');

test('code that lies where other code was has lines of its own', async (t) => {
  const client = new DapClient(t);
  await runTo(client, folder.file('again.lua', LOADED_AGAIN));
  assert.deepEqual(
    said(client, 'stdout'),
    Array.from({ length: 40 }, (_, i) => `chunk${(i + 1) % 3}:${((i + 1) % 4) + 1} ${i + 1}\n`),
  );
});

test('what expressions of the debugger have loaded takes nobody’s line', async (t) => {
  const client = new DapClient(t);
  const lines = ['local function old() print("old") end', 'local f = load("print(1)", "=loaded")', 'f()', 'f = nil'];
  const program = folder.file('made.lua', [...lines, 'collectgarbage()', 'made()', 'old()'].join('\n'));
  await client.ask('initialize', { adapterID: 'x' });
  await client.ask('launch', { program });
  await client.breakAt(program, 6);
  await client.ask('configurationDone');
  await client.next('stopped');
  const frameId = (await client.topFrame())['id']!;
  const expression = 'made = load("\\n\\nprint(2)", "=typed")';
  await client.ask('evaluate', { expression, context: 'repl', frameId });
  await client.ask('continue', { threadId: 1 });
  await client.next('terminated');
  assert.deepEqual(said(client, 'stdout'), ['loaded:1 1\n', 'typed:3 2\n', 'made.lua:1 old\n']);
});

test('lines are counted as the client counts', async (t) => {
  const client = new DapClient(t);
  const program = folder.file('zero.lua', 'print("first")');
  await runTo(client, program, {}, { linesStartAt1: false });
  assert.deepEqual(said(client, 'stdout'), ['zero.lua:0 first\n']);
});

test('without debugger no line is known', async (t) => {
  const client = new DapClient(t);
  await runTo(client, folder.file('plain.lua', 'print("text")'), { noDebug: true });
  assert.deepEqual(said(client, 'stdout'), ['nowhere text\n']);
});

test('more lines than are told apart at a time, none is lost', async (t) => {
  const client = new DapClient(t);
  const lines = Array.from({ length: 12_000 }, (_, i) => `print(${i + 1})`);
  await runTo(client, folder.file('long.lua', lines.join('\n')));
  assert.deepEqual(
    said(client, 'stdout'),
    lines.map((_, i) => `long.lua:${i + 1} ${i + 1}\n`),
  );
});
