import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Look, LookedValue } from '../engine/contract.js';
import { Looks } from './looks.js';

const globals: Look = { kind: 'fields', path: [], limit: 10 };
const value = (preview: string): LookedValue => ({
  type: 'string',
  preview,
  shown: {},
  fields: [],
  hasMoreFields: false,
});

test('the engine is asked once until code runs', async () => {
  const looks = new Looks();
  let asked = 0;
  const ask = async (): Promise<LookedValue> => value(String(++asked));
  assert.equal((await looks.answer(globals, ask))?.preview, '1');
  assert.equal((await looks.answer({ ...globals, path: [] }, ask))?.preview, '1');
  assert.equal((await looks.answer({ ...globals, path: ['string'] }, ask))?.preview, '2');
  looks.forget();
  assert.equal((await looks.answer(globals, ask))?.preview, '3');
});

test('what could not be told is asked again', async () => {
  const looks = new Looks();
  assert.equal(await looks.answer(globals, async () => undefined), undefined);
  await assert.rejects(
    looks.answer(globals, () => Promise.reject(new Error('gone'))),
    /gone/,
  );
  assert.equal((await looks.answer(globals, async () => value('there')))?.preview, 'there');
});

test('an answer that comes after code has begun to run is not kept', async () => {
  const looks = new Looks();
  let settle = (_value: LookedValue): void => undefined;
  const early = looks.answer(globals, () => new Promise((resolve) => (settle = resolve)));
  looks.forget();
  const late = looks.answer(globals, async () => value('new'));
  settle(value('old'));
  assert.equal((await early)?.preview, 'old');
  assert.equal((await late)?.preview, 'new');
  assert.equal((await looks.answer(globals, async () => value('newer')))?.preview, 'new');
});
