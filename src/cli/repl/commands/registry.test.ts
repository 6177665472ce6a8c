import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS, findCommand, nearCommand, parseCommand } from './registry.js';

const GENERAL = 'help exit quit clear info session state set unset theme connect kernel reset perf';
const FILES = 'save load edit history run reload cd pwd ls';
const VALUES = 'vars type doc source time bench';
const DEBUGGING =
  'break delete list enable disable step stepin stepout next finish continue restart pause locals globals upvalues stack frame up down print watch unwatch';
const CHAT = 'chat system model tools context clearchat';

test('every command is there, with a summary and examples', () => {
  const wanted = [GENERAL, FILES, VALUES, DEBUGGING, CHAT].join(' ').split(' ');
  assert.deepEqual(
    wanted.filter((name) => findCommand(name) === undefined),
    [],
  );
  for (const { names, summary, examples } of COMMANDS) {
    assert.ok(summary !== '' && examples.length > 0, names[0]);
  }
});

test('a name means one command', () => {
  const names = COMMANDS.flatMap((command) => command.names);
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  );
});

test('commands begin with a dot, which no Lua does', () => {
  assert.deepEqual(parseCommand('.run a.lua 1'), { name: 'run', argument: 'a.lua 1' });
  assert.deepEqual(parseCommand(' .?'), { name: '?', argument: '' });
  assert.equal(parseCommand('..x'), undefined);
  assert.equal(parseCommand('.5 + 1'), undefined);
  assert.equal(nearCommand('restrat'), 'restart');
});
