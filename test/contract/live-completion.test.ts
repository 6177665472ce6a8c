// Completion and inspection over the values of a real engine.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { complete } from '../../src/language/complete.js';
import { inspect } from '../../src/language/inspect.js';
import type { LiveValues } from '../../src/language/live-values.js';
import { createEngine } from '../../src/engine/host.js';
import type { Engine } from '../../src/engine/contract.js';

const SCRIPT = `
-- Greets.
function greet(name, ...) return name end
config = { host = "x", port = 1 }
builder_of_mine = Agent.builder()
alias = Tool.execute
_G.print = 5
`;

describe('live values', () => {
  let engine: Engine;
  let live: LiveValues;

  before(async () => {
    engine = createEngine({
      methods: {},
      permissions: { read: false, write: false, net: false, run: false, env: false },
    });
    live = {
      fields: (path, limit) => engine.look({ kind: 'fields', path, limit }),
      value: (path) => engine.look({ kind: 'value', path }),
    };
    const { status } = await engine.run({ code: SCRIPT, chunkName: '=cell' }).outcome;
    assert.equal(status, 'ok');
  });
  after(() => engine.dispose());

  const matches = async (code: string): Promise<string[]> => {
    const found = await complete(code, code.length, { live });
    return found.matches.map(({ text, kind, signature }) => `${text}:${kind}:${signature ?? ''}`);
  };
  const told = async (code: string): Promise<string> =>
    (await inspect(code, code.length, 1, { live, readSource: async () => SCRIPT })).text;

  test('globals and fields that runs have made', async () => {
    assert.deepEqual(await matches('gree'), ['greet:function:greet(name, ...)']);
    assert.deepEqual(await matches('config.'), ['host:field:', 'port:field:']);
    assert.deepEqual(await matches('pri'), ['print:global:']);
  });

  test('objects have the methods of their kind, libraries what is documented', async () => {
    assert.deepEqual(await matches('builder_of_mine:mod'), ['model:method:builder:model(s)']);
    assert.deepEqual(await matches('Tool.exe'), ['execute:function:Tool.execute(name, parameters)']);
    assert.deepEqual(await matches('string.rep'), ['rep:function:string.rep(s, n [, sep])']);
  });

  test('functions, aliases of host functions, and tables', async () => {
    assert.equal(
      await told('greet('),
      'function greet(name, ...)\n> name\n  ...\n\nGreets.\n\ndefined in cell, line 3\n\nfunction greet(name, ...) return name end',
    );
    assert.match(await told('alias'), /^Tool\.execute\(name, parameters\)/);
    assert.match(await told('config'), /^config: table\n\n\{.*\}\nfields: host, port$/);
    assert.match(await told('builder_of_mine:model("a'), /^builder:model\(s\)\n> s: string/);
    assert.equal(await told('print'), 'print: number\n\n5');
  });
});
