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
