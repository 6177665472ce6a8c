import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isComplete } from '../../../language/is-complete.js';
import { Editor } from '../editor.js';
import { HistoryEntries } from '../history/entries.js';
import { VI_INSERT, VI_NORMAL } from './vi.js';

/** Typed in insert mode before the first `<escape>`; `|` in what is expected is the cursor. */
function typed(keys: string, ...history: string[]): { readonly shown: string; readonly editor: Editor } {
  const entries = new HistoryEntries();
  for (const text of history) entries.add(text);
  const editor = new Editor({
    bindings: VI_INSERT,
    normalBindings: VI_NORMAL,
    history: entries,
    isComplete: (text) => isComplete(text).status !== 'incomplete',
  });
  for (const [char, chord] of keys.matchAll(/<([a-zA-Z][^>\s]*)>|[^]/g)) {
    editor.press(chord === undefined ? { kind: 'text', text: char } : { kind: 'chord', chord });
  }
  const { text, cursor } = editor.buffer;
  return { shown: `${text.slice(0, cursor)}|${text.slice(cursor)}`, editor };
}

const E = '<escape>';
const CASES: readonly (readonly [keys: string, result: string])[] = [
  // Motions
  [`abc${E}`, 'ab|c'],
  [`abc${E}hh`, '|abc'],
  [`abc${E}0l`, 'a|bc'],
  [`abc${E}0ll`, 'ab|c'],
  [`abc${E}0lll`, 'ab|c'],
  [`  abc${E}0`, '|  abc'],
  [`  abc${E}0^`, '  |abc'],
  [`abc${E}0$`, 'ab|c'],
  [`one two three${E}0w`, 'one |two three'],
  [`one two three${E}02w`, 'one two |three'],
  [`f(a_b, c)${E}0wwww`, 'f(a_b, |c)'],
  [`f(a, b) c${E}0WW`, 'f(a, b) |c'],
  [`one two${E}0e`, 'on|e two'],
  [`one two${E}0ee`, 'one tw|o'],
  [`a.b c${E}0E`, 'a.|b c'],
  [`one two${E}bb`, '|one two'],
  [`a.b c.d${E}BB`, '|a.b c.d'],
  [`abcabc${E}0fc`, 'ab|cabc'],
  [`abcabc${E}02fc`, 'abcab|c'],
  [`abcabc${E}0tc`, 'a|bcabc'],
  [`abcabc${E}Fa`, 'abc|abc'],
  [`abcabc${E}Ta`, 'abca|bc'],
  [`a,b,c,d${E}0f,;`, 'a,b|,c,d'],
  [`a,b,c,d${E}0f,;,`, 'a|,b,c,d'],
  [`a,b,c,d${E}0t,;`, 'a,|b,c,d'],
  [`f(a(b)c)${E}0%`, 'f(a(b)c|)'],
  [`do<C-j>x<C-j>end${E}gg`, '|do\n  x\nend'],
  [`do<C-j>x<C-j>end${E}ggG`, 'do\n  x\n|end'],
  [`do<C-j>x<C-j>end${E}k`, 'do\n  |x\nend'],
  [`do<C-j>x<C-j>end${E}ggj`, 'do\n|  x\nend'],
  // Into the insert mode
  [`bc${E}0iA`, 'A|bc'],
  [`bc${E}0aA`, 'bA|c'],
  [`  bc${E}IA`, '  A|bc'],
  [`bc${E}0Ad`, 'bcd|'],
  [`do${E}ox`, 'do\n  x|'],
  [`x${E}Oy`, 'y|\nx'],
  // Operators
  [`abc${E}0x`, '|bc'],
  [`abcdef${E}03x`, '|def'],
  [`abc${E}X`, 'a|c'],
  [`one two three${E}0dw`, '|two three'],
  [`one two three${E}0d2w`, '|three'],
  [`one two three${E}02dw`, '|three'],
  [`one two three${E}wwdw`, 'one two thr|e'],
  [`one two${E}0de`, '| two'],
  [`one two${E}db`, 'one |o'],
  [`one two${E}0d$`, '|'],
  [`one two${E}0wD`, 'one| '],
  [`one two${E}d0`, '|o'],
  [`abc(def)${E}0dt(`, '|(def)'],
  [`abc(def)${E}0df(`, '|def)'],
  [`f(a(b)c)${E}0ld%`, '|f'],
  [`one two${E}0cwx${E}`, '|x two'],
  [`one two${E}0wCx${E}`, 'one |x'],
  [`abc${E}0sX${E}`, '|Xbc'],
  [`  abc${E}Sx${E}`, '  |x'],
  [`a<C-j>b<C-j>c${E}kdd`, 'a\n|c'],
  [`a<C-j>b<C-j>c${E}dd`, 'a\n|b'],
  [`a<C-j>b<C-j>c${E}gg2dd`, '|c'],
  [`a<C-j>b<C-j>c${E}ggdj`, '|c'],
  [`a<C-j>b<C-j>c${E}dk`, '|a'],
  [`a<C-j>b<C-j>c${E}kdG`, '|a'],
  [`a<C-j>b${E}ggccx${E}`, '|x\nb'],
  [`one two${E}0diw`, '| two'],
  [`one two${E}0daw`, '|two'],
  [`f("abc", d)${E}0fbci"x${E}`, 'f("|x", d)'],
  [`f(a, b)${E}hdi(`, 'f(|)'],
  [`f(a, b)${E}hda(`, '|f'],
  [`a = {1, 2}${E}hdi{`, 'a = {|}'],
  [`abc${E}>>`, '  |abc'],
  [`    abc${E}<<`, '  |abc'],
  [`abc${E}0~~`, 'AB|c'],
  [`abc${E}0rX`, '|Xbc'],
  [`abc${E}02rX`, 'X|Xc'],
  [`a<C-j>  b${E}ggJ`, 'a| b'],
  // Registers
  [`one two${E}0dwP`, 'one| two'],
  [`one two${E}0ywP`, 'one| one two'],
  [`ab${E}0xp`, 'b|a'],
  [`a<C-j>b${E}ggyyjp`, 'a\nb\n|a'],
  [`a<C-j>b${E}ddP`, '|b\na'],
  [`ab${E}0yl3p`, 'aaa|ab'],
  // Undo and repetition
  [`one two three${E}0dwdwu`, '|two three'],
  [`one two three${E}0dwdwuu`, '|one two three'],
  [`one two three${E}0dwdwuu<C-r>`, '|two three'],
  [`abc def${E}u`, '|'],
  [`one two three${E}0dw.`, '|three'],
  [`a b c d${E}0x2.`, '| c d'],
  [`one two${E}0cwx${E}w.`, 'x |x'],
  [`abc${E}0iX${E}.`, '|XXabc'],
  [`abc${E}0dw.u`, '|abc'],
];

const THREE = `a<C-j>b<C-j>c${E}gg`;
const VISUAL: readonly (readonly [keys: string, result: string])[] = [
  // What is selected
  [`one two${E}0vd`, '|ne two'],
  [`one two${E}0ved`, '| two'],
  [`one two${E}0v2ed`, '|'],
  [`one two${E}0vwd`, '|wo'],
  [`one two${E}vbd`, 'one| '],
  [`abcdef${E}0lv<right><right>d`, 'a|ef'],
  [`abcdef${E}0v$d`, '|'],
  [`a(b(c)d)${E}0lv%d`, '|a'],
  [`abcabc${E}0vtcd`, '|cabc'],
  [`abcabc${E}0vfc;d`, '|'],
  [`abc def${E}viwd`, 'abc| '],
  [`f(a, b)${E}hvi(d`, 'f(|)'],
  [`f(a, b)${E}hva(d`, '|f'],
  [`f("a b")${E}hhvi"c!${E}`, 'f("|!")'],
  [`do<C-j>x<C-j>end${E}ggvGd`, '|nd'],
  [`${THREE}vjd`, '|\nc'],
  [`${THREE}vjjkd`, '|\nc'],
  [`${THREE}Vd`, '|b\nc'],
  [`${THREE}Vjd`, '|c'],
  [`${THREE}jVd`, 'a\n|c'],
  [`${THREE}GVkd`, '|a'],
  [`${THREE}VGd`, '|'],
  [`${THREE}jVggd`, '|c'],
  // The ends, and the way out
  [`abcdef${E}0llvlohd`, 'a|ef'],
  [`abcdef${E}0llvlOhd`, 'a|ef'],
  [`abc${E}0vl${E}x`, 'a|c'],
  [`abc${E}0vlvx`, 'a|c'],
  [`abc${E}0Vlvd`, '|c'],
  [`${THREE}vVd`, '|b\nc'],
  [`abc${E}02vd`, '|bc'],
  [`abc${E}0v<C-g>x`, '|bc'],
  // Operators
  [`one two${E}0vecX${E}`, '|X two'],
  [`one two${E}0vesX${E}`, '|X two'],
  [`one two${E}0wvx`, 'one |wo'],
  [`  abc${E}VcX${E}`, '  |X'],
  [`  abc${E}vCX${E}`, '  |X'],
  [`  abc${E}vRX${E}`, '  |X'],
  [`  abc${E}vSX${E}`, '  |X'],
  [`${THREE}vX`, '|b\nc'],
  [`${THREE}vD`, '|b\nc'],
  [`one two${E}0veyP`, 'on|eone two'],
  [`${THREE}vYp`, 'a\n|a\nb\nc'],
  [`${THREE}Vjyp`, 'a\n|a\nb\nb\nc'],
  [`${THREE}Vj>`, '  |a\n  b\nc'],
  [`  a${E}V<`, '|a'],
  [`aBc${E}0v$~`, '|AbC'],
  [`aBc${E}0vlu`, '|abc'],
  [`aBc${E}0v$U`, '|ABC'],
  [`abc${E}0vlr-`, '|--c'],
  [`${THREE}vjr-`, '|-\n-\nc'],
  [`${THREE}VGJ`, 'a b| c'],
  [`${THREE}vJu`, '|a\nb\nc'],
  [`${THREE}VGJu`, '|a\nb\nc'],
  [`one two${E}0yewvep`, 'one on|e'],
  [`one two${E}0yewvepP`, 'one ontw|oe'],
  [`one two${E}0yewvePP`, 'one onon|ee'],
  [`${THREE}yyjVp`, 'a\n|a\nc'],
  [`abc<C-j>d${E}yyk0lvp`, 'a\n|d\nc\nd'],
  [`ab cd${E}0yeVp`, '|ab'],
  // Taken back and repeated
  [`one two${E}0veduw`, 'one |two'],
  [`a b c d${E}0vld.`, '|c d'],
  [`one two${E}0vecX${E}w.`, 'X |X'],
  [`abc${E}0xvl${E}.`, '|b'],
  [`ab cd${E}0vlr-w.`, '-- |--'],
  [`ab cd${E}0vl~w.`, 'AB |CD'],
];

test('keys of vi', () => {
  const wrong = [...CASES, ...VISUAL]
    .map(([keys, result]) => [keys, typed(keys).shown, result])
    .filter(([, is, result]) => is !== result);
  assert.deepEqual(wrong, []);
});

test('a character of several code points is one character', () => {
  for (const char of ['e\u0301', '\u{1F468}\u200d\u{1F469}\u200d\u{1F467}', '\u6f22']) {
    const { editor } = typed(`abc${E}0`);
    editor.press({ kind: 'text', text: `r${char}` });
    assert.deepEqual([editor.buffer.text, editor.buffer.cursor], [`${char}bc`, 0]);
    editor.press({ kind: 'text', text: '2lr' });
    editor.press({ kind: 'text', text: char });
    assert.equal(editor.buffer.text, `${char}b${char}`);
    editor.press({ kind: 'text', text: `0f${char}x` });
    assert.equal(editor.buffer.text, `${char}b`);
  }
});

test('the mode is told, with what has been typed of a command', () => {
  assert.deepEqual(typed('a').editor.mode, { name: 'insert', typed: '' });
  assert.deepEqual(typed(`abc${E}2d3`).editor.mode, { name: 'normal', typed: '2d3' });
  assert.deepEqual(typed(`abc${E}2d${E}`).editor.mode, { name: 'normal', typed: '' });
});

test('what is selected is told, and moving does not leave the text for the history', () => {
  const { editor } = typed(`do<C-j>x${E}V`, 'old');
  assert.deepEqual(editor.mode, { name: 'visual line', typed: '' });
  assert.deepEqual(editor.selection, { start: 3, end: 6, isLines: true });
  assert.equal(typed(`x${E}vk`, 'old').shown, '|x');
  assert.equal(typed(`x${E}v/-`, 'old').editor.search, undefined);
  assert.equal(typed(`x${E}v${E}`).editor.selection, undefined);
});

test('keys that end the input end the selection', () => {
  const { editor } = typed(`x = 1${E}v`);
  assert.equal(editor.press({ kind: 'chord', chord: 'return' }), 'submit');
  assert.equal(editor.selection, undefined);
  assert.equal(typed(`x = 1${E}v<C-c>`).shown, '|');
});

test('Escape and a key that come together are two keys', () => {
  assert.equal(typed('abc<M-0>').shown, '|abc');
  assert.equal(typed('abc<M-x>').shown, 'a|b');
});

test('earlier inputs by k and j, the search by /, and Enter runs', () => {
  assert.equal(typed(`${E}k`, 'one', 'two').shown, 'tw|o');
  assert.equal(typed(`${E}kk`, 'one', 'two').shown, 'on|e');
  const { editor } = typed(`${E}/on`, 'one', 'two');
  assert.equal(editor.search?.current, 'one');
  const ready = typed(`x = 1${E}0`).editor;
  assert.equal(ready.press({ kind: 'chord', chord: 'return' }), 'submit');
});
