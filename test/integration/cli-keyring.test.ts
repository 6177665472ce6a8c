// Keys in a real keyring: GNOME's, on a bus of its own, with a home of its own. Each session starts both anew.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { answering, startModelServer } from '../support/model-server.js';
import { peer } from '../support/peer.js';
import { cliPath } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const bus = peer('dbus-run-session');
const daemon = peer('gnome-keyring-daemon');
const { path } = tempFolder();

const KEY = 'sk-0123456789abcdefWXYZ';
const UNLOCK = 'printf password | gnome-keyring-daemon --unlock --components=secrets > unlocked';

/** Runs the lines of a shell in which `llmspell` is the built command. */
async function session(
  name: string,
  lines: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const home = homeOf(name);
  mkdirSync(home, { recursive: true });
  const script = [`llmspell() { '${process.execPath}' '${cliPath}' "$@"; }`, ...lines].join('\n');
  const child = spawn(bus.path, ['--', 'sh', '-c', script], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr };
}

const homeOf = (name: string): string => join(path, name);
const fileOf = (name: string): string => readFileSync(join(homeOf(name), '.config/llmspell/keys.json'), 'utf8');

describe('keys in the keyring of the system', { skip: bus.skip || daemon.skip }, () => {
  test('are there in the next session, and not in the file', async () => {
    const added = await session('kept', [UNLOCK, `echo ${KEY} | llmspell keys add groq`, 'llmspell keys list']);
    assert.equal(added.stdout, "groq is kept in the system's keyring\ngroq  ...WXYZ  (keyring)\n");
    assert.doesNotMatch(fileOf('kept'), /sk-/);
    const server = await startModelServer();
    server.respondWith(answering('fine'));
    const env = { LLMSPELL_PROVIDER_GROQ_BASE_URL: server.baseUrl, LLMSPELL_PROVIDER_GROQ_MODEL: 'm' };
    const asked = await session('kept', [UNLOCK, 'llmspell provider test groq', 'llmspell config show'], env);
    await server.close();
    assert.match(asked.stdout, /^groq\/m +ok/m);
    assert.equal(server.requests[0]?.authorization, `Bearer ${KEY}`);
    assert.ok(!`${asked.stdout}${asked.stderr}`.includes(KEY));
    const removed = await session('kept', [UNLOCK, 'llmspell keys remove groq', 'llmspell keys list']);
    assert.equal(removed.stdout, 'groq is removed\nno keys are kept\n');
  });

  test('that cannot be read are listed, and named where they are needed; nothing else fails', async () => {
    await session('locked', [UNLOCK, `echo ${KEY} | llmspell keys add groq`]);
    const later = await session('locked', [
      'llmspell keys list',
      'llmspell exec \'print(Provider.isAvailable("groq"))\'',
      'llmspell keys remove groq || true',
      `LLMSPELL_PROVIDER_GROQ_MODEL=m llmspell provider test groq || true`,
    ]);
    assert.match(later.stdout, /^groq {2}\(keyring: it cannot be read now\)\ntrue\n/m);
    assert.match(later.stderr, /the key of groq cannot be removed from the system's keyring: /);
    assert.match(
      `${later.stdout}${later.stderr}`,
      /CONFIG_KEYS\n.*the key of groq cannot be read from the system's keyring/,
    );
    assert.match(fileOf('locked'), /"kept_in": "keyring"/);
  });

  test('go into the file where that is asked for, and one that is added again moves', async () => {
    const add = `echo ${KEY} | llmspell keys add groq`;
    const { stdout } = await session('moved', [UNLOCK, `${add} > added`, add, 'llmspell keys list'], {
      LLMSPELL_KEYS_STORE: 'file',
    });
    assert.match(stdout, /^groq is kept in .*keys\.json\ngroq {2}\.\.\.WXYZ {2}\(file\)\n$/);
    const moved = await session('moved', [UNLOCK, 'llmspell keys list', add, 'llmspell keys list']);
    assert.match(moved.stdout, /\(file\)\ngroq is kept in the system's keyring\ngroq {2}\.\.\.WXYZ {2}\(keyring\)\n$/);
    assert.ok(existsSync(join(homeOf('moved'), '.local/share/keyrings')));
  });
});
