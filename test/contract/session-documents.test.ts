// Sessions that are written as a document and taken in elsewhere: nothing is lost, and what is no document is refused.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { SessionArchive } from '../../src/services/sessions/session-archive.js';
import { readDocument, writeDocument } from '../../src/services/sessions/session-document.js';
import { MemorySessionStores } from '../../src/services/stores/memory-session-stores.js';
import type { NewStep } from '../../src/services/stores/session-store.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let directories = 0;

const PLACES: Readonly<Record<string, () => SessionArchive>> = {
  memory: () => new SessionArchive(async () => new MemorySessionStores()),
  SQLite: () => SessionArchive.in(join(folder.path, String((directories += 1)))),
};

const STEP: NewStep = {
  ...{ code: 'print("é\\0")', output: 'é\0\n', outputLeftOut: 7, result: '1', status: 'error', startedAt: 1000 },
  ...{ error: { name: 'RuntimeError', message: 'no' }, durationMs: 5, callsLeftOut: 1 },
  manner: { echo: true, keepsLocals: true, scriptName: 's.lua', args: ['a'] },
  calls: [{ kind: 'tool', name: 't', startedAt: 1, durationMs: 2, status: 'ok', input: '{}', output: '"x"' }],
};
const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

async function fill({ sessions, artifacts }: SessionArchive): Promise<string> {
  const metadata = { bytes: BYTES, list: [1, 2.5] };
  const id = await sessions.create({ name: 'wörk', description: 'd', tags: ['a'], metadata, origin: 'script' });
  await sessions.append(id, [STEP, { ...STEP, code: 'second', error: null, status: 'ok' }]);
  const draft = { name: 'a.bin', type: 'own', tags: ['x'], custom: { n: 1 }, description: 'first', createdBy: 'me' };
  await artifacts.store(id, draft, BYTES);
  await artifacts.store(id, draft, Buffer.from('text '.repeat(1000)));
  return id;
}

function open(t: TestContext, openArchive: () => SessionArchive): SessionArchive {
  const archive = openArchive();
  t.after(() => archive.dispose());
  return archive;
}

const fails = (code: string, message: RegExp) => (error: unknown) =>
  (error as { code?: string }).code === code && message.test((error as Error).message);

for (const [name, openArchive] of Object.entries(PLACES)) {
  void describe(`from and into ${name}`, () => {
    test('what is taken in is what was written', async (t) => {
      const [from, to] = [open(t, openArchive), open(t, openArchive)];
      const id = await fill(from);
      const { document } = await from.shown.sessions.export('wörk');
      assert.equal(await to.shown.sessions.import(document, 'x', false), id);
      const [before, after] = [await from.sessions.get(id), await to.sessions.get(id)];
      // Whoever brings it has used it.
      assert.ok(after.updatedAt >= before.updatedAt);
      assert.deepEqual({ ...after, updatedAt: before.updatedAt }, before);
      assert.deepEqual(await to.sessions.steps(id), await from.sessions.steps(id));
      const kept = await from.artifacts.list(id);
      assert.deepEqual(await to.artifacts.list(id), kept);
      for (const artifact of kept)
        assert.deepEqual(await to.artifacts.get(artifact), await from.artifacts.get(artifact));
      const withoutTime = (text: string): string => text.replace(/"updated_at": \d+/, '');
      assert.equal(withoutTime((await to.shown.sessions.export(id)).document), withoutTime(document));
    });

    test('a session is there once, a copy of it beside it', async (t) => {
      const archive = open(t, openArchive);
      const shown = archive.shown.sessions;
      const id = await fill(archive);
      const { document } = await shown.export(id);
      await assert.rejects(shown.import(document, 'x', false), fails('SESSION_EXISTS', /already/));
      assert.equal(await archive.sessions.countSteps(id), 2);
      const copy = await shown.import(document, 'x', true);
      assert.notEqual(copy, id);
      assert.equal((await archive.artifacts.list(copy)).length, 2);
      await archive.sessions.delete(id);
      const [, second] = await archive.artifacts.list(copy);
      assert.equal((await archive.artifacts.get(second!)).content.byteLength, 5000);
    });

    test('an old one counts as used when it is taken in', async (t) => {
      const [from, to] = [open(t, openArchive), open(t, openArchive)];
      const id = await from.sessions.create({ origin: 'script' });
      await from.sessions.change(id, () => ({ updatedAt: 5 }));
      await to.shown.sessions.import((await from.shown.sessions.export(id)).document, 'x', false);
      const store = await to.sessions.store();
      assert.equal(await store.prune(Date.now() - 60_000, 100), 0);
    });

    test('a session whose artifacts do not fit is not there in part', async (t) => {
      const [from, to] = [open(t, openArchive), new SessionArchive(async () => new MemorySessionStores(), 300)];
      const { document } = await from.shown.sessions.export(await fill(from));
      await assert.rejects(to.shown.sessions.import(document, 'x', false), fails('ARTIFACT_SPACE', /300 bytes/));
      assert.deepEqual((await to.sessions.list()).sessions, []);
      await to.dispose();
    });
  });
}

void describe('what is no document', () => {
  const whole = async (): Promise<Record<string, unknown>> => {
    const archive = PLACES['memory']!();
    return JSON.parse((await archive.shown.sessions.export(await fill(archive))).document) as Record<string, unknown>;
  };

  test('is refused with its reason', async () => {
    const document = await whole();
    const refused = (change: object, reason: RegExp): void => {
      const text = JSON.stringify({ ...document, ...change });
      assert.throws(() => readDocument(text, "'f.json'"), fails('SESSION_DOCUMENT', reason), JSON.stringify(change));
    };
    assert.throws(() => readDocument('{', "'f.json'"), fails('SESSION_DOCUMENT', /'f\.json' is no session: .*JSON/));
    assert.throws(() => readDocument('[1]', 'x'), fails('SESSION_DOCUMENT', /not an object/));
    refused({ format: 'other' }, /its format is not 'llmspell-session'/);
    refused({ version: 2 }, /version 2, and this program reads version 1/);
    refused({ steps: 1 }, /'steps' is not a list/);
    refused({ steps: [{ code: 1 }] }, /'started_at' is not a number/);
    refused({ session: { id: 'x' } }, /'name' is not a text/);
    refused({ artifacts: [{ content: 1 }] }, /'content' is not a text/);
  });

  test('a document reads as it was written', async () => {
    const text = `${JSON.stringify(await whole(), null, 1)}\n`;
    assert.equal(writeDocument(readDocument(text, 'x')), text);
  });
});
