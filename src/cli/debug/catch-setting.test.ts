import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeErrorStops } from '../../client/error-stops.js';
import { parseCatch } from './catch-setting.js';

test('which errors stop, and how that reads', () => {
  const shown = (text: string): string => describeErrorStops(parseCatch(text));
  assert.equal(shown('raised'), 'raised');
  assert.equal(shown('caught /time.out/'), 'caught /time.out/');
  assert.equal(shown('uncaught if error.code == 3'), 'uncaught if error.code == 3');
  assert.equal(shown('uncaught error.code == 3'), 'uncaught if error.code == 3');
  assert.equal(shown('off'), 'none');
  assert.throws(() => parseCatch('sometimes'), { code: 'DEBUG_REQUEST' });
});
