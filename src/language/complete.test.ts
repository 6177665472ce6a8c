import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from './complete.js';
import { membersOf } from './documentation.js';
import type { LiveField, LiveValue, LiveValues } from './live-values.js';

interface Asked {
  readonly live: LiveValues;
  readonly paths: string[];
}

/** Live tables by their path; counts what is asked. */
function liveTables(tables: Readonly<Record<string, readonly LiveField[]>>): Asked {
  const paths: string[] = [];
  const look = async (path: readonly string[]): Promise<LiveValue | undefined> => {
    paths.push(path.join('.'));
    const fields = tables[path.join('.')];
    return fields && { type: 'table', preview: '{...}', fields, hasMoreFields: false };
  };
  return { live: { fields: look, value: look }, paths };
}

async function textsOf(marked: string, live?: LiveValues): Promise<string[]> {
  const at = marked.indexOf('|');
  const { matches } = await complete(marked.replace('|', ''), at, live ? { live } : {});
  return matches.map(({ text, kind }) => `${text}:${kind}`);
}

const number = (name: string): LiveField => ({ name, type: 'number', preview: '1' });
const lua = (name: string, parameters: string): LiveField => ({
  name,
  type: 'function',
  preview: `function(${parameters})`,
});

test('what a match replaces is counted in code points', async () => {
  const { start, end, matches } = await complete('local s = "日本😀" .. tosx', 22);
  assert.deepEqual([start, end], [19, 23]);
  assert.deepEqual(
    matches.map(({ text, start, end }) => [text, start, end]),
    [['tostring', 19, 23]],
  );
  const marked = await complete('\uFEFFtostr', 6);
  assert.deepEqual([marked.start, marked.end, marked.matches.length], [1, 6, 1]);
});

test('a cursor past the end, and an empty text', async () => {
  assert.equal((await complete('tostr', 99)).matches[0]?.text, 'tostring');
  assert.ok((await complete('', 0)).matches.some(({ text }) => text === 'local'));
});

test('live globals are asked for once, and win over what is only documented', async () => {
  const { live, paths } = liveTables({ '': [number('printed'), lua('print_all', 'rows, ...')] });
  assert.deepEqual(await textsOf('prin|', live), ['print_all:function', 'printed:global']);
  assert.deepEqual(paths, ['']);
});

test('live fields are documented where they are known', async () => {
  const { live } = liveTables({ string: [{ name: 'rep', type: 'function', preview: 'function' }, number('repeats')] });
  const { matches } = await complete('string.rep', 10, { live });
  assert.equal(matches[0]?.signature, 'string.rep(s, n [, sep])');
  assert.match(matches[0].documentation ?? '', /copies/);
  assert.deepEqual(matches[1], { text: 'repeats', kind: 'field', documentation: '1', start: 7, end: 10 });
});

test('live functions show their parameters', async () => {
  const { live } = liveTables({ M: [lua('run', 'a, b')] });
  assert.equal((await complete('M.r', 3, { live })).matches[0]?.signature, 'run(a, b)');
  assert.deepEqual(await textsOf('M:r|', live), ['run:method']);
});

test('a live object is recognised by its methods', async () => {
  const names = [...membersOf('agent', ':').keys()];
  const { live } = liveTables({ reader: names.map((name) => ({ name, type: 'function', preview: 'function' })) });
  const { matches } = await complete('reader:compl', 12, { live });
  assert.equal(matches[0]?.signature, 'agent:complete(text)');
});

test('locals hide globals, and are never asked for', async () => {
  const { live, paths } = liveTables({ '': [number('value')], value: [number('wrong')] });
  assert.deepEqual(await textsOf('local value = { right = 1 }\nvalue.|', live), ['right:field']);
  assert.deepEqual(paths, []);
  assert.deepEqual(await textsOf('local value = 1\nvalu|', live), ['value:local']);
});

test('a module that was required is looked at where Lua keeps it', async () => {
  const { live } = liveTables({ 'package.loaded.my.mod': [lua('start', '')] });
  assert.deepEqual(await textsOf('local m = require "my.mod"\nm.st|', live), ['start:function']);
});

test('where nobody can look, the documentation is used', async () => {
  const live: LiveValues = { fields: async () => undefined, value: async () => undefined };
  assert.deepEqual(await textsOf('State.sa|', live), ['save:function']);
});

test('modules and files inside strings', async () => {
  const asked: string[] = [];
  const files = async (prefix: string): Promise<string[]> => {
    asked.push(prefix);
    return ['lib/json.lua', 'lib/jobs/', 'lib/jam/init.lua', 'lib/j.txt'].filter((path) => path.startsWith(prefix));
  };
  const kinds = async (code: string): Promise<string[]> =>
    (await complete(code, code.length, { files })).matches.map(({ text, kind }) => `${text}:${kind}`);
  assert.deepEqual(await kinds('require "lib.j'), ['lib.json:module', 'lib.jobs.:module', 'lib.jam:module']);
  assert.deepEqual(await kinds('require("lib.js'), ['lib.json:module']);
  assert.deepEqual(await kinds('io.open("lib/j'), [
    'lib/json.lua:file',
    'lib/jobs/:folder',
    'lib/jam/init.lua:file',
    'lib/j.txt:file',
  ]);
  assert.deepEqual(asked, ['lib/j', 'lib/js', 'lib/j']);
  assert.deepEqual(await kinds('print("a\\nb'), []);
});

test('between the brackets of a long string there is nothing, and nothing is replaced', async () => {
  for (const cursor of [3, 14]) {
    const { start, end, matches } = await complete('f [=[ lib/j ]=]', cursor);
    assert.deepEqual([start, end, matches.length], [cursor, cursor, 0]);
  }
});

test('keywords that fit the place', async () => {
  assert.deepEqual(await textsOf('if x the|'), ['then:keyword']);
  assert.deepEqual(await textsOf('for k, v i|'), ['io:global', 'ipairs:function', 'in:keyword', 'Inspect:global']);
  assert.deepEqual(await textsOf('repeat x() unti|'), ['until:keyword']);
  assert.deepEqual(await textsOf('while x do brea|'), ['break:keyword']);
  assert.deepEqual(await textsOf('brea|'), []);
  assert.deepEqual(await textsOf('x = nil elsei|'), []);
  assert.deepEqual(await textsOf('if a then b() elsei|'), ['elseif:keyword']);
  assert.deepEqual(await textsOf('x = fals|'), ['false:keyword']);
  assert.deepEqual(await textsOf('x = whil|'), []);
});

test('names that begin with an underscore wait for one', async () => {
  const { live } = liveTables({ '': [number('_private'), number('public')] });
  assert.deepEqual(await textsOf('p|', live), ['public:global']);
  assert.deepEqual(await textsOf('_p|', live), ['_private:global']);
});

test('thousands of definitions of one name end soon', async () => {
  const code = `${'x = x .. y\ny = y or x\n'.repeat(2000)}x:re`;
  assert.deepEqual(
    (await complete(code, code.length)).matches.map(({ text }) => text),
    ['rep', 'reverse'],
  );
  const nested = `local t = ${'{ a = '.repeat(3000)}`;
  assert.ok((await complete(nested, nested.length)).matches.length > 0);
});
