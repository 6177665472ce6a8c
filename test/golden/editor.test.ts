// Scripts with requests in their last lines (`--> REQUEST ARGUMENTS`) in, transcripts of the built DAP server out, compared with
// NAME.expected.txt. UPDATE_GOLDEN=1 rewrites those; UPDATE_GOLDEN=NAME,NAME only these.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { transcriptOf } from './editor-scenario.js';

const folder = join(repoRoot, 'test/golden/editor');
const files = readdirSync(folder);
const scenarios = files.filter((name) => name.endsWith('.lua')).map((name) => name.slice(0, -4));
const updated = (process.env['UPDATE_GOLDEN'] ?? '').split(',');

void test('debugged scripts give the expected transcripts', { concurrency: 4 }, async (t) => {
  await Promise.all(
    scenarios.map(async (name) =>
      t.test(name, { timeout: 60_000 }, async (each) => {
        const transcript = await transcriptOf(each, join(folder, `${name}.lua`));
        const expected = join(folder, `${name}.expected.txt`);
        if (updated.includes('1') || updated.includes(name)) writeFileSync(expected, transcript);
        assert.equal(transcript, readFileSync(expected, 'utf8'));
      }),
    ),
  );
});

void test('there are enough scenarios, and no transcript without one', () => {
  assert.ok(scenarios.length >= 60);
  const orphaned = files.filter(
    (name) => name.endsWith('.txt') && !scenarios.includes(name.replace('.expected.txt', '')),
  );
  assert.deepEqual(orphaned, []);
});
