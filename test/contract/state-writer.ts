// Saves COUNT values under keys of its own, and with a fourth argument prints the number of each once it is saved; one of the processes
// of the state store's tests.

import { writeSync } from 'node:fs';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';

const [directory = '', name = '', count = '0', acknowledges] = process.argv.slice(2);
const store = await SqliteStateStore.open(directory);
for (let i = 0; i < Number(count); i += 1) {
  await store.save('shared', `${name}-${i}`, i);
  if (acknowledges !== undefined) writeSync(1, `${i}\n`);
}
store.dispose();
