import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Value } from '../base/values.js';
import { LuaSession } from '../../test/support/lua-session.js';

const keyOf = (scope: Value, key: Value): string => `${scope as string}:${key as string}`;

test('values go to the store and come back', () => {
  const store = new Map<string, Value>();
  using session = new LuaSession({
    methods: {
      'state.save': ([scope, key, value]) => void store.set(keyOf(scope, key), value),
      'state.load': ([scope, key]) => store.get(keyOf(scope, key)),
      'state.delete': ([scope, key]) => void store.delete(keyOf(scope, key)),
      'state.list_keys': () => [...store.keys()],
    },
  });
  const out = session.output(`
    print(State.save('s', 'k', { 1, { a = 1 << 60 } })) print(State.load('s', 'k')[2].a == 1 << 60, State.load('s', 'none'))
    print(State.list_keys('s')[1], State.delete('s', 'k')) print(State.load('s', 'k'))
  `);
  assert.equal(out, '\ntrue\tnil\ns:k\nnil\n');
});

test('a nil is passed as an argument', () => {
  let count = 0;
  using session = new LuaSession({ methods: { 'state.save': (args) => void (count = args.length) } });
  session.output("State.save('s', 'k', nil)");
  assert.equal(count, 3);
});
