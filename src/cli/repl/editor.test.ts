import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isComplete } from '../../language/is-complete.js';
import type { Effect } from './editor.js';
import { Editor } from './editor.js';
import { HistoryEntries } from './history/entries.js';
import { EMACS } from './keys/emacs.js';

/** Text is typed, `<C-a>` is a key; `|` in what is expected is the cursor. */
function press(editor: Editor, keys: string): Effect {
  let effect: Effect;
  for (const [char, chord] of keys.matchAll(/<([^>\s][^>]*|M->)>|[^]/g)) {
    effect = editor.press(chord === undefined ? { kind: 'text', text: char } : { kind: 'chord', chord });
  }
  return effect;
}

function editorWith(...history: string[]): Editor {
  const entries = new HistoryEntries();
  for (const text of history) entries.add(text);
  return new Editor({
    bindings: EMACS,
    history: entries,
    isComplete: (text) => isComplete(text).status !== 'incomplete',
  });
}

function shown({ buffer: { text, cursor } }: Editor): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

function typed(keys: string, ...history: string[]): string {
  const editor = editorWith(...history);
  press(editor, keys);
  return shown(editor);
}

const CASES: readonly (readonly [keys: string, result: string, ...history: string[]])[] = [
  ['abc<C-a>x', 'x|abc'],
  ['abc<C-b><C-b><C-f>x', 'abx|c'],
  ['  abc<home>', '  |abc'],
  ['  abc<home><home>', '|  abc'],
  ['abc<C-a><C-e>', 'abc|'],
  ['read_line(x)<M-b><M-b>', 'read_|line(x)'],
  ['read_line(x)<C-M-b><C-M-b>', '|read_line(x)'],
  ['a b<C-left><M-f>', 'a b|'],
  ['abc<backspace>', 'ab|'],
  ['abc<C-a><C-d>', '|bc'],
  ['abc def<C-w>', 'abc |'],
  ['abc def<C-w><C-w><C-y>', 'abc def|'],
  ['one two<C-a><M-d><M-d><C-y>', 'one two|'],
  ['abc<C-a><C-k>def<C-y>', 'defabc|'],
  ['abc<C-u>x<C-y>', 'xabc|'],
  ['ab<C-u>cd<C-u><C-y><M-y>', 'ab|'],
  ['abc<M-backspace>', '|'],
  ['abc<C-t>', 'acb|'],
  ['one two<M-t>', 'two one|'],
  ['word<C-a><M-u>', 'WORD|'],
  ['WORD<C-a><M-l>', 'word|'],
  ['word<C-a><M-c>', 'Word|'],
  ['abc def<C-_>', 'abc |'],
  ['abc def<C-_><M-_>', 'abc def|'],
  ['abc def<C-x><C-u>', 'abc |'],
  ['x = 1<M-;>', '-- x = 1|'],
  ['x = 1<M-;><M-;>', 'x = 1|'],
  ['f(a)<C-]>', 'f|(a)'],
  ['if x then<return>', 'if x then\n  |'],
  ['if x then<return>y()<return>end', 'if x then\n  y()\nend|'],
  ['x<M-return>y', 'x\ny|'],
  ['if x then<return><tab>', 'if x then\n    |'],
  ['if x then<return><S-tab>', 'if x then\n|'],
  ['if x then<return><tab><backspace>', 'if x then\n  |'],
  ['ab<M-return>cd<up>', 'ab|\ncd'],
  ['ab<M-return>cd<up><down>', 'ab\ncd|'],
  ['ab<M-return>cd<M-<>', '|ab\ncd'],
  ['<up>', 'two|', 'one', 'two'],
  ['<up><up>', 'one|', 'one', 'two'],
  ['x<up><down>', 'x|', 'xy', 'two'],
  ['o<up>', 'one|', 'one', 'two'],
  ['<M-p><M-p><M-n>', 'two|', 'one', 'two'],
  ['pri<right>', 'print(1)|', 'print(1)'],
  ['pri<C-e>', 'print(1)|', 'print(1)'],
  ['pri<M-f>', 'print|(1)'.replace('|(1)', '|'), 'print(1)'],
  ['<C-r>pt1<return>', 'print(1)|', 'print(1)', 'other'],
  ['<C-r>prin<C-r><return>', 'print(1)|', 'print(1)', 'print(2)'],
  ['keep<C-r>print<C-g>', 'keep|', 'print(1)'],
  ['abc<C-c>', '|'],
];

for (const [keys, result, ...history] of CASES) {
  test(`${keys} gives ${JSON.stringify(result)}`, () => assert.equal(typed(keys, ...history), result));
}

test('Enter runs what is complete, and goes on where it is not', () => {
  assert.equal(press(editorWith(), 'x = 1<return>'), 'submit');
  assert.equal(press(editorWith(), 'f(<return>'), undefined);
  assert.equal(press(editorWith(), 'f(<C-o>'), 'submit');
});

test('Ctrl+D leaves an empty line only', () => {
  assert.equal(press(editorWith(), '<C-d>'), 'leave');
  assert.equal(press(editorWith(), 'x<C-d>'), undefined);
});

test('a bracketed paste is put in as it is, line breaks too', () => {
  const editor = editorWith();
  editor.press({ kind: 'paste start' });
  press(editor, 'if x then<return>    y()<return>end');
  editor.press({ kind: 'paste end' });
  assert.equal(shown(editor), 'if x then\n    y()\nend|');
  press(editor, '<C-_>');
  assert.equal(shown(editor), '|');
});

const offered = ({ menu }: Editor): readonly string[] => menu?.candidates.map(({ text }) => text) ?? [];
const names = (...texts: string[]): { text: string; kind: string }[] => texts.map((text) => ({ text, kind: 'global' }));

test('one candidate is put in; of several what they begin with', () => {
  const editor = editorWith();
  assert.equal(press(editor, 'pri<tab>'), 'complete');
  editor.offer({ start: 0, end: 3, candidates: names('print') });
  assert.equal(shown(editor), 'print|');
  press(editor, '<C-c>st<tab>');
  editor.offer({ start: 0, end: 2, candidates: names('string', 'strip') });
  assert.equal(shown(editor), 'stri|');
  assert.equal(editor.menu?.candidates.length, 2);
});

test('the menu is walked through, narrowed by typing, and closed', () => {
  const editor = editorWith();
  press(editor, 's');
  editor.offer({ start: 0, end: 1, candidates: names('sa', 'sb', 'sbc') });
  press(editor, '<tab><tab>');
  assert.equal(shown(editor), 'sb|');
  press(editor, '<S-tab><S-tab>');
  assert.equal(shown(editor), 'sbc|');
  assert.equal(press(editor, '<return>'), undefined);
  assert.equal(editor.menu, undefined);
  press(editor, '<C-c>s');
  editor.offer({ start: 0, end: 1, candidates: names('sa', 'sb', 'sbc') });
  press(editor, 'b');
  assert.deepEqual(offered(editor), ['sb', 'sbc']);
  press(editor, '(');
  assert.equal(editor.menu, undefined);
  assert.equal(shown(editor), 'sb(|');
});
