// A script that is interrupted in the middle of a stream leaves no request behind, and its session goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { silentLogger } from '../../src/base/log.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createGrant } from '../../src/permissions/defaults.js';
import { createHostMethods } from '../../src/services/methods.js';
import { createServices } from '../../src/services/services.js';
import { LazyStateStore } from '../../src/services/stores/lazy-state-store.js';
import { SqliteStateStore } from '../../src/services/stores/sqlite-state-store.js';
import { TestEngine, failureOf } from '../support/engine.js';
import { answering, delta, startModelServer, streaming } from '../support/model-server.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();

const SCRIPT = `
Tool.register({ name = "look", description = "Looks" }, function() return { result = 1 } end)
local a = Agent.builder():allow_tool("look"):build()
a:invokeStream({ text = "Hi" }, function(chunk) io.write(chunk.text) end)
`;

for (const kind of ['openai-compatible', 'openai'] as const) {
  test(`${kind}: the server sees the connection close`, async (t) => {
    const server = await startModelServer();
    t.after(() => server.close());
    const environment = {
      LLMSPELL_PROVIDER_OPENAI_BASE_URL: server.baseUrl,
      LLMSPELL_PROVIDER_OPENAI_MODEL: 'm',
      LLMSPELL_PROVIDER_OPENAI_KIND: kind,
    };
    const config = await loadConfig({ environment, homeDirectory: folder.path, workingDirectory: folder.path });
    const services = createServices({
      config,
      grant: createGrant(folder.path, { denyAll: true }, {}),
      workingDirectory: folder.path,
      logger: silentLogger,
      state: new LazyStateStore(() => SqliteStateStore.open(folder.path)),
    });
    let seen: () => void = () => undefined;
    const firstToken = new Promise<void>((resolve) => (seen = resolve));
    const engine = new TestEngine(t, {
      methods: createHostMethods(services),
      onOutput: () => seen(),
    });

    server.respondWith(streaming([delta('Half an answer\n')], () => undefined));
    const run = engine.run(SCRIPT);
    const early = await Promise.race([firstToken, run.outcome]);
    assert.equal(early, undefined, inspect(early, { depth: 2 }));
    run.interrupt();
    assert.equal(failureOf(await run.outcome).kind, 'interrupted');
    await server.onClientGone;

    server.respondWith(answering('Whole'));
    const code = 'return Agent.builder():build():execute({ text = "Hi" }).text, Provider.usage().total.failures';
    assert.deepEqual(await engine.results(code), ['Whole', 0]);
  });
}
