import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseArgs } from './parse-args.js';

const parse = (...argv: string[]) => {
  const { command, options, operands, scriptArgs } = parseArgs(argv);
  return { command, options: Object.fromEntries(options), operands, scriptArgs };
};

describe('options', () => {
  test('stand before or after the command', () => {
    const expected = { command: 'run', options: { trace: ['debug'] }, operands: ['x.lua'], scriptArgs: [] };
    assert.deepEqual(parse('--trace', 'debug', 'run', 'x.lua'), expected);
    assert.deepEqual(parse('run', '--trace=debug', 'x.lua'), expected);
  });

  test('stand before or after the code of exec', () => {
    assert.deepEqual(parse('exec', 'print(1)', '--output', 'json', '-c', 'f').options, {
      output: ['json'],
      config: ['f'],
    });
  });

  test('have short names and aliases', () => {
    assert.deepEqual(parse('-cfile', '-c=other', '--format', 'json', '-h').options, {
      config: ['file', 'other'],
      output: ['json'],
      help: [true],
    });
  });

  test('take an optional value only after =', () => {
    assert.deepEqual(parse('run', '--allow-read', 'x.lua').options, { 'allow-read': [true] });
    assert.deepEqual(parse('run', '--allow-read=a,b', '--allow-read=c', 'x.lua').options, {
      'allow-read': ['a,b', 'c'],
    });
  });

  test('take negative numbers, which no option looks like', () => {
    assert.deepEqual(parse('run', '--timeout', '-1', 'x.lua').options, { timeout: ['-1'] });
  });

  test('keep = and spaces in values', () => {
    assert.deepEqual(parse('run', '--config=a=b c', 'x.lua').options, { config: ['a=b c'] });
  });
});

describe('what belongs to the script', () => {
  test('is everything behind it, options too', () => {
    assert.deepEqual(parse('run', 'x.lua', '--trace', 'debug', '-h', 'run').scriptArgs, [
      '--trace',
      'debug',
      '-h',
      'run',
    ]);
    assert.deepEqual(parse('run', 'x.lua', '--trace').options, {});
  });

  test('has one -- dropped, no more', () => {
    assert.deepEqual(parse('run', 'x.lua', '--', '--', 'a').scriptArgs, ['--', 'a']);
    assert.deepEqual(parse('run', 'x.lua', 'a', '--', 'b').scriptArgs, ['a', '--', 'b']);
    assert.deepEqual(parse('run', 'x.lua', '--').scriptArgs, []);
  });

  test('may be a thousand arguments with anything in them', () => {
    const args = Array.from({ length: 1000 }, (_none, i) => `a ${i} * "q" \n é`);
    assert.deepEqual(parse('run', 'x.lua', ...args, '', '*').scriptArgs, [...args, '', '*']);
  });

  test('begins behind - too', () => {
    assert.deepEqual(parse('run', '-', 'a'), { command: 'run', options: {}, operands: ['-'], scriptArgs: ['a'] });
  });

  test('a script whose name looks like an option stands behind --', () => {
    assert.deepEqual(parse('run', '--', '--x.lua', '--', 'a'), {
      command: 'run',
      options: {},
      operands: ['--x.lua'],
      scriptArgs: ['a'],
    });
  });
});

test('code may begin with a dash', () => {
  assert.deepEqual(parse('exec', '-- nothing').operands, ['-- nothing']);
  assert.deepEqual(parse('exec', '-1').operands, ['-1']);
  assert.deepEqual(parse('exec', '--', '--comment').operands, ['--comment']);
});

test('no arguments are no command', () => {
  assert.deepEqual(parse(), { command: undefined, options: {}, operands: [], scriptArgs: [] });
});

for (const [argv, message, help] of [
  [['rnu', 'x.lua'], /unknown command 'rnu' \(did you mean 'run'\?\)/, /run, exec/],
  [['x.lua'], /unknown command 'x\.lua'$/, /llmspell run x\.lua/],
  [['./dir/x'], /unknown command/, /llmspell run \.\/dir\/x/],
  [['run', '--trase', 'debug', 'x.lua'], /unknown option '--trase' \(did you mean '--trace'\?\)/, /--help/],
  [['run', '--alow-read=x', 'x.lua'], /did you mean '--allow-read'\?/, /--help/],
  [['-z'], /unknown option '-z'/, /--help/],
  [['run', '--output'], /--output needs a value/, /--output=FORMAT: text, json/],
  [['run', '--timeout', '--stream', 'x.lua'], /--timeout needs a value/, /--timeout=TIME/],
  [['run', '--config=', 'x.lua'], /--config needs a value/, /--config=FILE/],
  [['run', '--allow-read=', 'x.lua'], /--allow-read needs a value/, /--allow-read=PATHS/],
  [['run', '--stream=yes', 'x.lua'], /--stream takes no value/, /write just --stream/],
] as const) {
  test(`refuses: ${argv.join(' ')}`, () => {
    assert.throws(() => parseArgs(argv), { code: 'USAGE', message, help });
  });
}
