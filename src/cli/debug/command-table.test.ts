import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ACTIONS } from './command-actions.js';
import { findCommand } from './command-names.js';
import { COMMAND_SPECS } from './command-table.js';
import { parseLine } from './parse-line.js';
import { commandHelp, overview } from './prompt-help.js';

const layout = { width: 80, hasColor: false };

describe('the commands', () => {
  test('each does something, and nothing else does', () => {
    assert.deepEqual(COMMAND_SPECS.map(({ name }) => name).sort(), Object.keys(ACTIONS).sort());
  });

  test('no name is given twice', () => {
    const names = COMMAND_SPECS.flatMap(({ name, aliases }) => [name, ...aliases]);
    assert.deepEqual([...new Set(names)], names);
  });

  test('the customary letters are those of gdb and pdb', () => {
    const letters = {
      b: 'break',
      c: 'continue',
      n: 'next',
      s: 'step',
      p: 'print',
      l: 'list',
      q: 'quit',
      r: 'run',
      f: 'frame',
    };
    for (const [letter, name] of Object.entries(letters)) {
      const found = findCommand(letter);
      assert.equal(found.kind === 'command' && found.spec.name, name);
    }
  });

  test('examples of help are what their command takes', () => {
    for (const spec of COMMAND_SPECS) {
      for (const [line] of spec.examples) {
        const parsed = parseLine(line);
        const isLua = spec.name === 'print' && parsed.kind === 'lua';
        assert.ok(isLua || (parsed.kind === 'command' && parsed.spec.name === spec.name), `${spec.name}: ${line}`);
      }
    }
  });

  test('help lists all of them, and explains each', () => {
    const page = overview(layout);
    for (const { name, usage } of COMMAND_SPECS) {
      assert.match(page, new RegExp(`^  ${name}\\b`, 'm'));
      assert.ok(commandHelp(name, layout).startsWith(`${usage}\n`));
    }
    assert.throws(() => commandHelp('brake', layout), /did you mean 'break'/);
  });
});
