// Saves COUNT values under keys of its own; one of the processes of the state store's multi-process test.

import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';

const [directory = '', name = '', count = '0'] = process.argv.slice(2);
const store = await SqliteStateStore.open(directory);
for (let i = 0; i < Number(count); i += 1) await store.save('shared', `${name}-${i}`, i);
store.dispose();
