// Sessions and artifacts on the disk: files that become artifacts where the policy allows it, what comes back, and what is damaged.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { DatabaseSync } from '@photostructure/sqlite';
import { SpellError } from '../../src/base/errors.js';
import type { LogRecord } from '../../src/base/log.js';
import type { CallContext, Value } from '../../src/base/values.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createGrant } from '../../src/permissions/defaults.js';
import { createHostMethods } from '../../src/services/methods.js';
import { createServices } from '../../src/services/services.js';
import { MemoryStateStore } from '../../src/services/stores/memory-state-store.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
mkdirSync(join(folder.path, 'open'));
folder.file('open/page.html', '<p>é</p>');
folder.file('closed.txt', 'secret');

const logged: Omit<LogRecord, 'time'>[] = [];
const logger = { isEnabled: () => true, log: (record: Omit<LogRecord, 'time'>) => void logged.push(record) };

const configOf = () => loadConfig({ environment: {}, homeDirectory: folder.path, workingDirectory: folder.path });
const stateDirectory = async (): Promise<string> => (await configOf()).state.directory.value;

async function open(t: TestContext): Promise<(name: string, ...args: Value[]) => Promise<Value>> {
  const config = await configOf();
  const services = createServices({
    config,
    grant: createGrant(folder.path, { denyAll: true, read: [join(folder.path, 'open')] }, config.permissions),
    workingDirectory: folder.path,
    logger,
    state: new MemoryStateStore(),
  });
  t.after(() => services.dispose());
  const methods = createHostMethods(services);
  const { signal } = new AbortController();
  const context = { runId: 'run-1', workingDirectory: join(folder.path, 'open'), signal } as unknown as CallContext;
  return async (name, ...args) => methods[name]!(args, context);
}

test('a file becomes an artifact of its name, and its path begins where the run does', async (t) => {
  const call = await open(t);
  const id = await call('session.create');
  const artifact = await call('artifact.store_file', id, './page.html', 'user_input', { tags: ['t'] });
  const { metadata, content } = (await call('artifact.get', id, artifact)) as Readonly<Record<string, Value>>;
  assert.equal(Buffer.from(content as Uint8Array).toString(), '<p>é</p>');
  const { name, mime_type, tags, artifact_type } = metadata as Readonly<Record<string, Value>>;
  assert.deepEqual([name, mime_type, tags, artifact_type], ['page.html', 'text/html', ['t'], 'user_input']);
});

test('a file that may not be read does not become one', async (t) => {
  const call = await open(t);
  const id = await call('session.create');
  await assert.rejects(call('artifact.store_file', id, '../closed.txt', 't'), (error: unknown) => {
    return error instanceof SpellError && error.code === 'PERMISSION_READ';
  });
  assert.deepEqual(await call('artifact.list', id), []);
});

test('sessions are there when the services come back', async (t) => {
  const first = await open(t);
  const id = await first('session.create', { name: 'stays' });
  const again = await open(t);
  assert.equal(((await again('session.get', id)) as Readonly<Record<string, Value>>)['name'], 'stays');
});

test('a damaged session is left out of the list, and the log names it', async (t) => {
  const call = await open(t);
  const whole = await call('session.create', { name: 'whole' });
  const cut = (await call('session.create')) as string;
  using database = new DatabaseSync(join(await stateDirectory(), 'sessions.db'));
  database.prepare('UPDATE sessions SET record = ? WHERE id = ?').run('{"cut', cut);
  const ids = ((await call('session.list')) as readonly Readonly<Record<string, Value>>[]).map(({ id }) => id);
  assert.deepEqual([ids.includes(whole), ids.includes(cut)], [true, false]);
  assert.match(logged.at(-1)?.message ?? '', new RegExp(`${cut} is damaged`));
  await assert.rejects(call('session.get', cut), (error: unknown) => {
    return error instanceof SpellError && error.code === 'SESSION_DAMAGED';
  });
  await call('session.delete', cut);
});
