// Every example of docs/reference/display.md, and examples/display.lua, against the host methods as they are promised.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Value } from '../../src/base/values.js';
import { isFunctionRef } from '../../src/base/values.js';
import { decodePng } from '../../src/cli/display/png.js';
import { LuaSession } from '../support/lua-session.js';
import type { TestMethod } from '../support/lua-session.js';
import { repoRoot } from '../support/repo-root.js';

const DOCUMENT = readFileSync(join(repoRoot, 'docs/reference/display.md'), 'utf8');

interface Recorder {
  readonly calls: [method: string, args: readonly Value[]][];
  readonly methods: Readonly<Record<string, TestMethod>>;
}

function createRecorder(): Recorder {
  const calls: [string, readonly Value[]][] = [];
  const answers: Readonly<Record<string, TestMethod>> = {
    'display.show': () => undefined,
    'display.clear': () => undefined,
    'comm.open': () => 'comm-1',
    'comm.send': () => undefined,
    'comm.close': () => undefined,
    'comm.register_target': () => undefined,
    'agent.create': () => ({ id: 'agent-1', name: 'teller', model: 'offline/extractive' }),
    'agent.stream': ([, , onChunk], invoke) => {
      assert.ok(isFunctionRef(onChunk));
      for (const [index, text] of ['Once ', 'upon'].entries()) invoke(onChunk, [{ text, index }]);
      return { success: true };
    },
    'agent.destroy': () => true,
  };
  const methods = Object.entries(answers).map(([name, answer]): [string, TestMethod] => [
    name,
    (args, invoke) => {
      calls.push([name, args]);
      return answer(args, invoke);
    },
  ]);
  return { calls, methods: Object.fromEntries(methods) };
}

function run(code: string): Recorder['calls'] {
  const { calls, methods } = createRecorder();
  using session = new LuaSession({ methods });
  session.output(code);
  for (const [method, [shown]] of calls) if (method === 'display.show') checkShown(shown);
  return calls;
}

/** What the kernel can rely on. */
function checkShown(shown: Value): void {
  const { data, display_id } = shown as { data: Record<string, Value>; display_id: Value };
  assert.match(display_id as string, /^[\da-f-]{36}$/);
  assert.equal(typeof data['text/plain'], 'string');
  for (const [mime, form] of Object.entries(data)) {
    if (/^(?:audio|video)\/|^image\/(?!svg)/.test(mime)) assert.ok(form instanceof Uint8Array, mime);
  }
}

test('every example of the document runs', () => {
  const examples = [...DOCUMENT.matchAll(/^```lua\n([^]*?)^```/gm)].map((match) => match[1] as string);
  assert.ok(examples.length >= 18);
  const used = new Set(examples.flatMap((code) => run(code).map(([method]) => method)));
  for (const method of ['display.show', 'display.clear', 'comm.open', 'comm.send', 'comm.close'])
    assert.ok(used.has(method));
});

test('the document shows every function', () => {
  using session = new LuaSession();
  const names = session.output(`
    for _, name in ipairs({ 'Display', 'Comm' }) do for key in pairs(_ENV[name]) do print(name .. '.' .. key) end end
  `);
  const missing = names
    .trimEnd()
    .split('\n')
    .filter((name) => !DOCUMENT.includes(`\`${name}(`));
  assert.deepEqual(missing, []);
});

test('examples/display.lua shows what it says, an image that can be decoded among it', () => {
  const shown = run(readFileSync(join(repoRoot, 'examples/display.lua'), 'utf8')).map(
    ([, [message]]) => (message as { data: Record<string, Value> }).data,
  );
  const png = shown.flatMap(({ 'image/png': form }) => (form instanceof Uint8Array ? [form] : []));
  assert.equal(png.length, 1);
  const { width, height, rgba } = decodePng(Buffer.from(png[0]!));
  assert.deepEqual([width, height, ...rgba.subarray(0, 4)], [96, 16, 0, 0, 255, 255]);
  assert.match(shown.at(-1)?.['text/plain'] as string, /^This text arrives .* does\.\n$/);
});
