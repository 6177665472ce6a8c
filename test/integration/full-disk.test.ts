// A disk that is full while scripts keep values, take documents in and run in a kernel: what was acknowledged stays, and all goes on.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { after, test } from 'node:test';
import { Kernels } from '../support/kernels.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const small = join(tempFolder().path, 'small');
mkdirSync(small);
const isMounted = mounts('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', small);
after(() => isMounted && mounts('umount', '-l', small));
const skip = isMounted ? false : 'a small file system cannot be mounted here';

function mounts(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const NO_SPACE = /there is no space left for the database '.*'.*\n {2}help: free some, or set LLMSPELL_STATE_DIR/;

/** Takes what is left; `free` gives it back. */
function fill(): { readonly free: () => void } {
  const file = join(small, 'fill');
  try {
    for (;;) writeFileSync(file, Buffer.alloc(4096), { flag: 'a' });
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
  return { free: () => rmSync(file) };
}

async function kernelOn(t: TestContext, directory: string): Promise<Readonly<Record<string, string>>> {
  const kernels = new Kernels();
  t.after(() => kernels.killAll());
  const env = { ...kernels.env, LLMSPELL_STATE_DIR: join(small, directory) };
  await kernels.startHere('full', [], { env });
  return env;
}

test('what was kept stays, what cannot be kept is refused, and commands say what to do', { skip }, async () => {
  const env = { LLMSPELL_STATE_DIR: join(small, 'state') };
  const script = `
    local kept, ok, problem = 0, true, nil
    while ok do
      ok, problem = pcall(State.set, 'key' .. kept + 1, ('x'):rep(20000))
      if ok then kept = kept + 1 end
    end
    print(kept, #State.keys(), tostring(problem):match('no space left for the database'))
    print(select(2, pcall(RAG.ingest, {id = 'a', content = ('A kettle. '):rep(4000)})))
  `;
  const { stdout, code, stderr } = await runCli(['exec', script], { env });
  assert.equal(code, 0, stderr);
  const [, kept, keys] = /^(\d+)\t(\d+)\tno space left for the database\nRAG ingest failed: there is no space/.exec(
    stdout,
  )!;
  assert.ok(Number(kept) > 0 && kept === keys, stdout);
  const listed = await runCli(['state', 'list'], { env });
  assert.equal(listed.stdout.trim().split('\n').length, Number(kept));
  const text = join(small, '../kettle.txt');
  writeFileSync(text, 'A kettle. '.repeat(4000));
  for (const args of [
    ['state', 'set', 'more', 'x'.repeat(50_000)],
    ['rag', 'ingest', text],
    ['backup', 'create'],
  ]) {
    const refused = await runCli(args, { env });
    assert.equal(refused.code, 2, args[0]);
    assert.match(refused.stderr, NO_SPACE);
  }
  assert.match((await runCli(['backup', 'list'], { env })).stdout, /^there are no backups yet/);
  rmSync(env.LLMSPELL_STATE_DIR, { recursive: true });
});

test('a kernel goes on, says how much it could not keep, and keeps again when there is room', { skip }, async (t) => {
  const env = await kernelOn(t, 'kernel');
  const run = async (code: string): Promise<string> =>
    (await runCli(['exec', '--connect', 'full', code], { env })).stdout;
  const status = async (): Promise<string> => (await runCli(['kernel', 'status', 'full'], { env })).stdout;
  await run('State.set("before", 1)');
  const show = async (): Promise<string> =>
    (await runCli(['session', 'show', 'main', '--connect', 'full'], { env })).stdout;
  assert.match(await show(), /State\.set\("before", 1\)/);
  const { free } = fill();
  assert.match(await run('print(pcall(State.set, "during", ("x"):rep(90000)))'), /^false\t.*there is no space left/);
  assert.equal(await run('print(State.get("before"), #("z"):rep(9))'), '1\t9\n');
  // What runs is written a little later, and before somebody is shown it.
  await show();
  assert.match(await status(), /[1-9]\d* lost/);
  free();
  assert.equal(
    await run('State.set("after", 2) print(State.get("before"), State.get("during"), State.get("after"))'),
    '1\tnil\t2\n',
  );
  assert.match(await show(), /State\.set\("after", 2\)/);
});
