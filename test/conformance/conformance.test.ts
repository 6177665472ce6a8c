// Runs every script of this folder with the built command and, as a check on the scripts, with stock Lua. Main thread.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { peer } from '../support/peer.js';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';

const folder = join(repoRoot, 'test/conformance');
const scripts = readdirSync(folder)
  .filter((file) => file.endsWith('.lua'))
  .sort();
const lua = peer('lua5.4');

/** Stock Lua loads precompiled chunks; ours refuses them on purpose. */
const OURS_ALONE: ReadonlySet<string> = new Set(['text-only.lua']);

const zoneOf = (script: string): string => (script === 'os-date-zone.lua' ? 'Europe/Berlin' : 'UTC');

/** The last line of a script that has passed: its name and how many checks it made. */
function assertPassed(script: string, stdout: string): void {
  const name = basename(script, '.lua');
  const match = /^ok (\S+) (\d+)\n$/.exec(stdout);
  assert.ok(match, `${script} printed: ${stdout.slice(-2000)}`);
  assert.equal(match[1], name);
  assert.ok(Number(match[2]) > 0, `${script} checked nothing`);
}

describe('conformance: llmspell', () => {
  for (const script of scripts) {
    test(script, async () => {
      const { code, stdout, stderr } = await runCli(['run', join(folder, script)], { env: { TZ: zoneOf(script) } });
      assert.equal(code, 0, stderr);
      assert.equal(stderr, '');
      assertPassed(script, stdout);
    });
  }

  test('there are scripts', () => {
    assert.ok(scripts.length >= 50, `${scripts.length} scripts in ${folder}`);
  });
});

describe('conformance: lua5.4', { skip: lua.skip }, () => {
  for (const script of scripts.filter((name) => !OURS_ALONE.has(name))) {
    test(script, async () => {
      const env = { PATH: process.env.PATH, TZ: zoneOf(script), LC_ALL: 'C' };
      const { stdout } = await promisify(execFile)(lua.path, [join(folder, script)], { env, timeout: 60_000 });
      assertPassed(script, stdout);
    });
  }
});
