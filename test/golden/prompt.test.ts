// Sessions at the prompt (`NAME.session`) with the screens that they show, which stand in one file each and, where the guide shows them,
// in the guide behind `<!-- screen NAME -->`. UPDATE_GOLDEN=1 writes both anew.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { playSession } from './prompt-session.js';

const folder = join(repoRoot, 'test/golden/prompt');
const guide = join(repoRoot, 'docs/guide/repl.md');
const sessions = readdirSync(folder).filter((name) => name.endsWith('.session'));
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';
const work = tempFolder();
const seen = new Set<string>();

for (const session of sessions) {
  void test(`the session ${session} shows the expected screens`, { timeout: 120_000 }, async (t) => {
    const cwd = join(work.path, session);
    mkdirSync(cwd);
    const played = await playSession(join(folder, session), cwd, (name) => (isUpdating ? undefined : expected(name)));
    for (const { name, text } of played) {
      const path = fileOf(name);
      seen.add(`${name}.screen.txt`);
      if (isUpdating) update(path, name, text);
      await t.test(name, () => assert.equal(text, expected(name)));
    }
  });
}

void test('the guide shows these screens, and no screen is without a session', () => {
  const shown = [...readFileSync(guide, 'utf8').matchAll(/<!-- screen (\S+) -->\n\n```\n([^]*?)```/g)];
  assert.ok(shown.length >= 8);
  for (const [, name = '', text] of shown) {
    assert.equal(text, readFileSync(join(folder, `${name}.screen.txt`), 'utf8'), name);
  }
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.screen.txt') && !seen.has(name)),
    [],
  );
});

function fileOf(name: string): string {
  return join(folder, `${name}.screen.txt`);
}

function expected(name: string): string {
  const path = fileOf(name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function update(path: string, name: string, text: string): void {
  writeFileSync(path, text);
  const mark = `<!-- screen ${name} -->\n\n\`\`\`\n`;
  const page = readFileSync(guide, 'utf8');
  const at = page.indexOf(mark);
  if (at === -1) return;
  const start = at + mark.length;
  writeFileSync(guide, page.slice(0, start) + text + page.slice(page.indexOf('```', start)));
}
