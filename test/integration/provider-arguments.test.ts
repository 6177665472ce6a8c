// Wrong arguments of a tool call, in every wire format: the model is told what is wrong, and may do better.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerEngine } from '../support/provider-engine.js';
import { tempFolder } from '../support/temp-folder.js';
import { WIRE_FORMATS } from '../support/wire-formats.js';

const folder = tempFolder();

const script = (ask: string): string => `
  local got = {}
  Tool.register({ name = "look", description = "Looks", parameters = { { name = "depth", type = "integer", required = true } } },
    function(parameters) got[#got + 1] = parameters.depth return { result = "seen" } end)
  local r = Agent.builder():allow_tool("look"):build():${ask}
  local calls = {}
  for i, call in ipairs(r.metadata.tool_calls) do calls[i] = tostring(call.success) .. " " .. (call.error or "") end
  return r.text, calls, got`;

const ASKED = {
  whole: 'execute({ text = "Hi" })',
  streamed: 'stream({ text = "Hi" }, function() end)',
} as const;

/** What a model sends for arguments, and what it is told. */
const WRONG = [
  { what: 'of a wrong type', sent: { depth: 'deep' }, told: /depth.*expected integer, got string/ },
  { what: 'without what is required', sent: {}, told: /Missing required parameter 'depth'/ },
  { what: 'unknown', sent: { depth: 1, width: 2 }, told: /Unknown parameter 'width'/ },
  { what: 'that are no object', sent: ['deep'], told: /The arguments are not a JSON object/ },
  { what: 'that are no JSON', sent: '{"depth": 1', told: /The arguments are not a JSON object/ },
] as const;

for (const format of WIRE_FORMATS) {
  test(format.kind, async (t) => {
    const { engine, server } = await providerEngine(t, format, folder.path);
    for (const way of ['whole', 'streamed'] as const) {
      for (const { what, sent, told } of WRONG) {
        await t.test(`${way}: arguments ${what}`, async () => {
          server.respondWith(
            format[way]({ call: { name: 'look', arguments: sent } }),
            format[way]({ call: { name: 'look', arguments: { depth: 3 } } }),
            format[way]({ pieces: ['Done'] }),
          );
          const [text, calls, got] = await engine.results(script(ASKED[way]));
          assert.equal(text, 'Done');
          const [wrong, right] = calls as readonly string[];
          assert.match(wrong ?? '', told);
          assert.match(wrong ?? '', /^false /);
          assert.equal(right, 'true ');
          assert.deepEqual(got, [3]);
          const sentBack = JSON.stringify(server.requests.at(-2)?.body);
          assert.match(sentBack, told);
          // Some servers refuse arguments that are no object, also in what was said before.
          assert.equal(sentBack.includes('invalid_arguments'), told.source.includes('not a JSON object'));
        });
      }
    }
  });
}
