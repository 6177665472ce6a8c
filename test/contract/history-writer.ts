// Begins a life and writes COUNT entries; one of the processes of the history store's multi-process test.

import { SqliteHistoryStore } from '../../src/services/stores/sqlite-history-store.js';

const [directory = '', name = '', count = '0'] = process.argv.slice(2);
const store = await SqliteHistoryStore.open(directory);
const session = await store.beginSession(name);
for (let line = 1; line <= Number(count); line += 1) {
  await store.append(session, line, `${name} = ${line}`);
  await store.setOutput(session, line, String(line));
}
await store.dispose();
