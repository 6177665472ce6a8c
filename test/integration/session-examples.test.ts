// The example of the guide to sessions prints what it says, and what the guide shows works, one after the other.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

test('examples/sessions.lua', async () => {
  const { code, stdout, stderr } = await runCli(['run', join(repoRoot, 'examples/sessions.lua')]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(stdout.split('\n'), [
    'report.md\tversion 1\t21 bytes\ttext/markdown',
    'report.md\tversion 2\t21 bytes\ttext/markdown',
    'leaf.bin\tversion 1\t2 bytes\tapplication/octet-stream',
    'by Ada:\tAt 80 degrees',
    '2\tabout tea',
    'suspended',
    'final',
    'completed\thas ended',
    '0\tleft',
    '',
  ]);
});

test('the commands and the pieces of the guide, one after the other', async () => {
  const cwd = join(folder.path, 'guide');
  mkdirSync(cwd);
  const run = (args: readonly string[], input?: string): Promise<CliResult> =>
    runCli(args, { cwd, env: { LLMSPELL_STATE_DIR: join(cwd, 'state') }, ...(input !== undefined && { input }) });
  const guide = readFileSync(join(repoRoot, 'docs/guide/sessions.md'), 'utf8');
  const commands = [...guide.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command!);
  const shown: string[] = [];
  for (const command of commands) {
    const [, printed, rest] = /^(?:(printf '[^']*') \| )?llmspell (.*)$/.exec(command)!;
    const input = printed === undefined ? undefined : execFileSync('sh', ['-c', printed], { encoding: 'utf8' });
    const args = [...rest!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
    const { code, stdout, stderr } = await run(args, input);
    assert.deepEqual([code, stderr], [0, ''], command);
    shown.push(stdout);
  }
  const [typed, list, session, found, replayed, exported, imported] = shown;
  assert.equal(typed, '42\n7\n');
  assert.match(list!, /^[\da-f]{8} +main +completed +3 /m);
  for (const part of ['print(x * 7)', '  | 42\n', '  = 7\n']) assert.ok(session!.includes(part), session);
  assert.match(found!, / 2 .*print\(x \* 7\)/);
  assert.match(replayed!, /3 steps run again, all as before/);
  assert.equal(exported, 'main.json.gz\n');
  assert.match(imported!, /^[\da-f-]{36}\n$/);

  const [piece] = [...guide.matchAll(/^```lua\n(.*?)^```/gms)].map(([, lua]) => lua!);
  assert.deepEqual((await run(['run', '-'], piece)).stdout, '# Tea\nAt 80 degrees.\n\n2\t2\n');
});
