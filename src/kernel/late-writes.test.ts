import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { silentLogger } from '../base/log.js';
import { LateWrites } from './late-writes.js';

/** What was written, and a clock that only `pass` moves. */
function startWrites(): { writes: LateWrites<string>; written: string[]; pass: (ms: number) => Promise<void> } {
  let time = 0;
  const written: string[] = [];
  const write = async (changes: readonly string[]): Promise<void> => void written.push(changes.join(''));
  const pass = async (ms: number): Promise<void> => {
    for (const end = time + ms; time < end;) {
      time += 10;
      mock.timers.tick(10);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { writes: new LateWrites(write, silentLogger, '', () => time), written, pass };
}

test('what comes together is written together, once nothing more comes, and after a second at the latest', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const { writes, written, pass } = startWrites();
  for (const change of 'ab') writes.add(change, 1);
  await pass(100);
  assert.deepEqual(written, ['ab'], 'the first soon');
  for (const change of 'cdefgh') {
    writes.add(change, 1);
    await pass(200);
  }
  assert.deepEqual(written, ['ab', 'cdefg'], 'something came all the time');
  await pass(250);
  assert.deepEqual(written, ['ab', 'cdefg', 'h']);
});

test('much is written at once, and all of it when somebody wants it to be there', async () => {
  const { writes, written } = startWrites();
  for (let i = 0; i < 513; i++) writes.add('x', 1);
  await writes.written();
  assert.deepEqual(
    written.map(({ length }) => length),
    [512, 1],
  );
});
