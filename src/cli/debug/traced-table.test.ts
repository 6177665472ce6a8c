import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTraced } from './traced-table.js';

test('functions and lines, most first, with their numbers at the right', () => {
  const source = { name: 'a.lua', path: '/x/a.lua' };
  const text = formatTraced(
    {
      functions: [
        { name: 'work', source, line: 3, calls: 10, totalMs: 12.5, selfMs: 2 },
        { name: 'print', line: 0, calls: 1, totalMs: 0.1, selfMs: 0.1 },
      ],
      lines: [{ source, line: 4, count: 1000 }],
    },
    80,
  );
  assert.equal(
    text,
    'self ms  total ms  calls  function\n   2.00     12.50     10  work  /x/a.lua:3\n   0.10      0.10      1  print\n\ncount  line\n 1000  /x/a.lua:4\n',
  );
  assert.equal(formatTraced({}, 80), 'Nothing was traced.\n');
});
