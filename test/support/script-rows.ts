// Scripts with what comes of them: a test for every row, on an engine with a model for every group.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { providerEngine } from './provider-engine.js';
import { WIRE_FORMATS } from './wire-formats.js';

/** `expected`: the result, the results where there are several, or what they look like. */
export type Row = readonly [what: string, code: string, expected: unknown];

const FORMAT = WIRE_FORMATS.find(({ kind }) => kind === 'openai-compatible')!;

/** @param folder for what the engine keeps */
export function testRows(groups: Readonly<Record<string, readonly Row[]>>, folder: string): void {
  for (const [group, rows] of Object.entries(groups)) {
    void test(group, async (t) => {
      const { engine, server } = await providerEngine(t, FORMAT, folder);
      server.respondWith(FORMAT.whole({ pieces: ['Hello'] }));
      for (const [what, code, expected] of rows) {
        await t.test(what, async () => {
          const results = await engine.results(code);
          const found = results.length > 1 ? results : results[0];
          if (expected instanceof RegExp) assert.match(inspect(found), expected);
          else assert.deepEqual(found, expected);
        });
      }
    });
  }
}
