import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

/** A process with a run that nothing can end, as when the engine thread hangs in a system call. */
async function endOfStuckRun(timeoutMs: string, signal?: NodeJS.Signals) {
  const program = `
    import { RunControl } from '${new URL('./run-control.js', import.meta.url).href}';
    const control = new RunControl(() => []);
    control.started({ id: 'run-1', outcome: new Promise(() => {}), interrupt() {} }, ${timeoutMs});
    setInterval(() => {}, 1000);
    console.log('up');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  child.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()));
  await once(child.stdout, 'data');
  if (signal !== undefined) child.kill(signal);
  await once(child, 'close');
  return { signal: child.signalCode, told };
}

test('a process whose run cannot be ended leaves nevertheless', async () => {
  const ends = await Promise.all([endOfStuckRun('undefined', 'SIGTERM'), endOfStuckRun('10')]);
  assert.deepEqual(
    ends.map(({ signal }) => signal),
    ['SIGTERM', 'SIGKILL'],
  );
  for (const { told } of ends) assert.match(told, /system call that does not return/);
});
