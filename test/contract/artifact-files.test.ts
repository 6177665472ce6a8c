// Artifacts of files, which the policy must allow.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { SpellError } from '../../src/base/errors.js';
import { silentLogger } from '../../src/base/log.js';
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

async function open(t: TestContext): Promise<(name: string, ...args: Value[]) => Promise<Value>> {
  const config = await loadConfig({ environment: {}, homeDirectory: folder.path, workingDirectory: folder.path });
  const services = createServices({
    config,
    grant: createGrant(folder.path, { denyAll: true, read: [join(folder.path, 'open')] }, config.permissions),
    workingDirectory: folder.path,
    logger: silentLogger,
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
