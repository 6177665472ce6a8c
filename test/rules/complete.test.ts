// What completion proposes for the texts in complete/: names and kinds, best first.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complete } from '../../src/language/complete.js';
import { readCases } from './marked-source.js';

describe('completion', () => {
  for (const { place, code, cursor, expected } of readCases('complete')) {
    test(place, async () => {
      const { matches } = await complete(code, cursor);
      assert.deepEqual(
        matches.map(({ text, kind }) => `${text}:${kind}`),
        expected.flatMap((line) => line.split(' ').filter((word) => word !== '')),
      );
    });
  }
});
