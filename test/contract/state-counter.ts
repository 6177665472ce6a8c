// Adds one COUNT times to one key; one of the processes of the state store's tests.

import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';

const [directory = '', count = '0'] = process.argv.slice(2);
const store = await SqliteStateStore.open(directory);
for (let i = 0; i < Number(count); i += 1) {
  await store.update('user', 'count', (current) => ({ value: Number(current ?? 0) + 1 }));
}
store.dispose();
