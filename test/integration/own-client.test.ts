// The programs of the guide to writing a client run as they are, and print what it says.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pythonPeer } from '../support/peer.js';
import { repoRoot } from '../support/repo-root.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const { path: home } = folder;
const env = { ...process.env, HOME: home };
const guide = readFileSync(join(repoRoot, 'docs/guide/own-client.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].flatMap(([, name, code]) => (name === language ? [code!] : []));
const [expected] = blocks('text');

before(async () => {
  mkdirSync(join(home, 'node_modules'));
  symlinkSync(repoRoot, join(home, 'node_modules/llmspell'));
  const { code, stderr } = await runCli(['kernel', 'start', '--daemon', '--id', 'work'], { env: { HOME: home } });
  assert.equal(code, 0, stderr);
});

after(async () => {
  await runCli(['kernel', 'stop', '--all', '--force'], { env: { HOME: home } });
});

function outputOf(program: string, name: string, source: string): string {
  const { stdout, stderr } = spawnSync(program, [folder.file(name, source)], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return stdout + stderr;
}

test('the client in JavaScript', () => {
  assert.equal(outputOf(process.execPath, 'client.mjs', blocks('js')[0]!), expected);
});

test('the other pieces in JavaScript', () => {
  const [, input, requests, comm] = blocks('js');
  const source = `import { connect } from 'llmspell/client';
    const client = await connect('work');
    const run = ${input!.trim().replace(/;$/, '')};
    const { reply } = await run.done;
    ${requests!}
    console.log(reply.status, matches.length > 0, history.length > 0, status.id);
    ${comm!}
    comm.onMessage(({ data }) => { if (data.id === 1) client.dispose(); });`;
  assert.match(outputOf(process.execPath, 'pieces.mjs', source), /^ok true true work\n[\s\S]*name: 'mine'/);
});

const python = pythonPeer(['jupyter_client']);
test('the clients in Python', { skip: python.skip }, () => {
  const [first, second] = blocks('python');
  const whole = first!.replace(
    'client.stop_channels()',
    `${second!}print(client.get_shell_msg(timeout=30)["metadata"])`,
  );
  const printed = outputOf(python.path, 'client.py', whole);
  assert.ok(printed.startsWith(expected!), printed);
  assert.match(printed, /'results': \[\[1, 2\]\]/);
});
