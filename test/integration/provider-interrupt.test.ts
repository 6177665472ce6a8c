// A script that is interrupted in the middle of a stream leaves no request behind, and its session goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { failureOf } from '../support/engine.js';
import { providerEngine } from '../support/provider-engine.js';
import { tempFolder } from '../support/temp-folder.js';
import { WIRE_FORMATS } from '../support/wire-formats.js';

const folder = tempFolder();

const SCRIPT = `
local looks = 0
Tool.register({ name = "look", description = "Looks" }, function() looks = looks + 1 return { result = looks } end)
local a = Agent.builder():allow_tool("look"):build()
a:invokeStream({ text = "Hi" }, function(chunk) io.write(looks, chunk.text) end)
`;

for (const format of WIRE_FORMATS) {
  test(`${format.kind}: the server sees the connection close`, async (t) => {
    let seen: () => void = () => undefined;
    const firstToken = new Promise<void>((resolve) => (seen = resolve));
    const { engine, server } = await providerEngine(t, format, folder.path, () => seen());

    // First the tool of the script, then half an answer of which no end comes.
    server.respondWith(
      format.streamed({ call: { name: 'look', arguments: {} } }),
      format.begun({ pieces: ['Half an answer\n', ''] }),
    );
    const run = engine.run(SCRIPT);
    const early = await Promise.race([firstToken, run.outcome]);
    assert.equal(early, undefined, inspect(early, { depth: 2 }));
    assert.equal(server.requests.length, 2);
    run.interrupt();
    assert.equal(failureOf(await run.outcome).kind, 'interrupted');
    await server.onClientGone;

    server.respondWith(format.whole({ pieces: ['Whole'] }));
    const code = 'return Agent.builder():build():execute({ text = "Hi" }).text, Provider.usage().total.failures';
    assert.deepEqual(await engine.results(code), ['Whole', 0]);
  });
}
