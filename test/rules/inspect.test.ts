// What inspection says of the texts in inspect/, as plain text.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from '../../src/language/inspect.js';
import { readCases } from './marked-source.js';

describe('inspection', () => {
  for (const { place, code, cursor, expected } of readCases('inspect')) {
    test(place, async () => {
      const { found, text } = await inspect(code, cursor);
      assert.equal(found ? text : 'nothing', expected.join('\n'));
    });
  }
});
