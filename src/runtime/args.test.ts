import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';
import { parseScriptArguments } from './args.js';

test('named arguments are taken out, the others are counted without them', () => {
  const args = ['in.txt', '--output-dir', 'out', 'more', '--verbose', '--level', '-3'];
  assert.deepEqual(parseScriptArguments(args), {
    positional: ['in.txt', 'more'],
    named: { 'output-dir': 'out', verbose: 'true', level: '-3' },
  });
});

test('a flag before another option and at the end is true', () => {
  assert.deepEqual(parseScriptArguments(['--a', '--b', 'x', '--c']).named, { a: 'true', b: 'x', c: 'true' });
});

test('an equals sign, single hyphens and the bare double hyphen mean nothing', () => {
  assert.deepEqual(parseScriptArguments(['--a=b', '-x', '--', '-']), {
    positional: ['-x', '--', '-'],
    named: { 'a=b': 'true' },
  });
  assert.deepEqual(parseScriptArguments(['--key', '--']).named, { key: '--' });
});

test('a name that JavaScript treats specially is a name', () => {
  using session = new LuaSession({ scriptName: 's.lua', args: ['--__proto__', 'x'] });
  assert.equal(session.output('print(ARGS.__proto__)'), 'x\n');
});

test('ARGS and arg hold the script and what follows it; names are in ARGS only', () => {
  using session = new LuaSession({ scriptName: 'dir/s.lua', args: ['a b', '--key', 'value', '*', ''] });
  const code = 'print(ARGS[0], ARGS[1], ARGS[2], #ARGS, ARGS.key, arg[0], arg[1], arg[2], #arg, arg.key)';
  assert.equal(session.output(code), 'dir/s.lua\ta b\t*\t3\tvalue\tdir/s.lua\ta b\t*\t3\tnil\n');
});

test('without a script there is neither', () => {
  using session = new LuaSession();
  assert.equal(session.output('print(ARGS, arg)'), 'nil\tnil\n');
});

test("they change from run to run, and variables of a session's own stay", () => {
  using session = new LuaSession({ scriptName: 's.lua', args: ['1'] });
  session.setRun({ scriptName: undefined });
  assert.equal(session.output('print(ARGS, arg) arg = 5'), 'nil\tnil\n');
  assert.equal(session.output('print(arg)'), '5\n');
  session.setRun({ scriptName: 'other.lua', args: ['2'] });
  assert.equal(session.output('print(ARGS[0], ARGS[1])'), 'other.lua\t2\n');
  session.setRun({ scriptName: undefined });
  assert.equal(session.output('print(ARGS, arg)'), 'nil\tnil\n');
});

test('a metatable of the globals is not asked', () => {
  using session = new LuaSession();
  session.output('setmetatable(_G, { __newindex = function() error("no new globals") end })');
  session.setRun({ scriptName: 's.lua' });
  assert.equal(session.output('print(ARGS[0])'), 's.lua\n');
});
