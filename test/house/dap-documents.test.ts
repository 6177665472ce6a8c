import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attachArguments, launchArguments } from '../../src/adapters/dap/launch-arguments.js';
import { readText } from './documents.js';

const reference = readText('docs/reference/dap.md');

for (const [request, schema] of Object.entries({ launch: launchArguments, attach: attachArguments })) {
  test(`docs/reference/dap.md lists the arguments of ${request} with their types`, () => {
    const part = reference.split(`\n## ${request}\n`)[1]?.split('\n## ')[0] ?? '';
    const rows = [...part.matchAll(/^\| `(\w+)` \| ([^|]+?) \|/gm)].map(([, name, type]) => [name, type]);
    const expected = Object.entries(schema.shape ?? {}).map(([name, { label }]) => [name, label]);
    assert.deepEqual(rows, expected);
  });
}
