import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

/** A process that runs `body`, with everything of signals.ts in scope and `say` writing at once. */
async function endOf(body: string) {
  const program = `
    import { writeSync } from 'node:fs';
    import { dieBy, onSignals } from '${new URL('./signals.js', import.meta.url).href}';
    const say = (text) => writeSync(1, text + '\\n');
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, said };
}

test('nothing happens behind the death', async () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL']) {
    const end = await endOf(`process.on('exit', () => say('left')); dieBy('${signal}'); say('went on');`);
    assert.deepEqual(end, { code: null, signal, said: '' });
  }
});

test('the first signal is told, the second is the end', async () => {
  const end = await endOf(`
    onSignals((signal) => { say(signal); process.kill(process.pid, 'SIGTERM'); });
    process.kill(process.pid, 'SIGINT');
    setInterval(() => {}, 1000);`);
  assert.deepEqual(end, { code: null, signal: 'SIGTERM', said: 'SIGINT\n' });
});
