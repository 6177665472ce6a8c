import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseLine, words } from './parse-line.js';

function shown(text: string): string {
  const line = parseLine(text);
  switch (line.kind) {
    case 'command':
      return `${line.spec.name}(${line.argument})`;
    case 'lua':
      return `lua: ${line.code}${line.hint === undefined ? '' : ` ~ ${line.hint}`}`;
    case 'ambiguous':
      return `${line.word}? ${line.names.join(' ')}`;
    case 'unknown':
      return `no ${line.word}${line.hint === undefined ? '' : ` ~ ${line.hint}`}`;
    case 'empty':
      return '';
  }
}

describe('a line of the prompt', () => {
  const LINES: Readonly<Record<string, string>> = {
    '': '',
    '   ': '',
    '-- a note in a file of commands': '',
    'b 34': 'break(34)',
    '.break 34 counter == 500': 'break(34 counter == 500)',
    '.stepin': 'step()',
    '.stepout': 'finish()',
    '.quit': 'quit()',
    n: 'next()',
    'n 3': 'next(3)',
    cond: 'condition()',
    'bt 3': 'where(3)',
    '?': 'help()',
    fin: 'finish()',
    'disp x': 'display(x)',
    'p -1': 'print(-1)',
    'p (1 + 2)': 'print((1 + 2))',
    'print "a"': 'print("a")',
    'set x = 3': 'set(x = 3)',
    'catch raised /time out/': 'catch(raised /time out/)',
    'break tool:web': 'break(tool:web)',
    '#list': 'lua: #list',
    '"text"': 'lua: "text"',
    'list[1]': 'lua: list[1]',
    'list == nil': 'lua: list == nil',
    'print(1)': 'lua: print(1)',
    'step.size': 'lua: step.size',
    'n + 1': 'lua: n + 1',
    'n - 1': 'lua: n - 1',
    'n = 1': 'lua: n = 1',
    'frame:draw()': 'lua: frame:draw()',
    'up .. "x"': 'lua: up .. "x"',
    '!n': 'lua: n',
    '! x = 1': 'lua: x = 1',
    total: 'lua: total',
    contniue: 'lua: contniue ~ continue',
    '.contniue': 'no contniue ~ continue',
    'dis 1': 'disable(1)',
    '.di': 'di? disable display',
    di: 'lua: di ~ disable, display',
  };
  for (const [line, expected] of Object.entries(LINES)) {
    test(JSON.stringify(line), () => assert.equal(shown(line), expected));
  }
});

test('words are apart at blanks and commas', () => {
  assert.deepEqual(words(' 1, 2 3,,4 '), ['1', '2', '3', '4']);
});
