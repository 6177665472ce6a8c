import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LookedValue } from './contract.js';
import { Looks } from './looks.js';
import type { ToEngine } from './messages.js';

const WHAT = { kind: 'value', path: ['x'] } as const;
const value: LookedValue = { type: 'nil', preview: 'nil', shown: {}, fields: [], hasMoreFields: false };

function createLooks(): { looks: Looks; posted: Extract<ToEngine, { type: 'look' }>[] } {
  const posted: Extract<ToEngine, { type: 'look' }>[] = [];
  return { posted, looks: new Looks((message) => message.type === 'look' && posted.push(message)) };
}

test('each question gets its own answer', async () => {
  const { looks, posted } = createLooks();
  const [first, second] = [looks.ask(WHAT, true), looks.ask(WHAT, true)];
  const [one, two] = posted.map(({ look }) => look);
  looks.answered({ type: 'looked', look: two!, value });
  looks.answered({ type: 'looked', look: one!, value: undefined });
  assert.deepEqual(await Promise.all([first, second]), [undefined, value]);
});

test('without an answer a question is given up; late answers are nobody’s', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate', 'Date'] });
  const { looks, posted } = createLooks();
  const asked = looks.ask(WHAT, false);
  t.mock.timers.tick(100);
  t.mock.timers.tick(1);
  assert.equal(await asked, undefined);
  assert.equal(posted[0]?.until, 100);
  looks.answered({ type: 'looked', look: posted[0].look, value });
  const next = looks.ask(WHAT, false);
  looks.answered({ type: 'looked', look: posted[1]!.look, value });
  assert.equal(await next, value);
});

test('a lost engine leaves no question open', async () => {
  const { looks } = createLooks();
  const asked = looks.ask(WHAT, true);
  looks.forget();
  assert.equal(await asked, undefined);
});
