// The prompt: how soon it is there, and how soon a key is on the screen. Keys are measured on the compiled editor, without a terminal.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeCommand } from './context.mjs';
import { wallMs } from './process.mjs';
import { comparedPairs } from './row.mjs';
import { median } from './stats.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const STARTS = 21;
const KEYS = 400;
const RELOADS = 25;

/** @param {string} file below src/cli/repl */
const load = (file) => import(pathToFileURL(join(root, 'build/src/cli/repl', `${file}.js`)).href);

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: 'repl',
    name: 'start to first prompt, against node -e 0',
    target: { at: 'most', value: 3.5, unit: 'x' },
    measure: async (context) => {
      const home = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
      try {
        await promptMs(home);
        const pairs = await context.alternate(
          () => promptMs(home),
          () => wallMs(nodeCommand),
          context.pairs(STARTS),
        );
        return comparedPairs(pairs, 'ms');
      } finally {
        rmSync(home, { recursive: true });
      }
    },
  },
  {
    group: 'repl',
    name: 'key to screen, 200-line buffer, median',
    target: { at: 'most', value: 5, unit: 'ms', scales: true },
    measure: async () => times(await keyTimes(), 0.5),
  },
  {
    group: 'repl',
    name: 'key to screen, 200-line buffer, p99',
    target: { at: 'most', value: 16, unit: 'ms', scales: true },
    measure: async () => times(await keyTimes(), 0.99),
  },
  {
    group: 'repl',
    name: 'completion menu, 1000 candidates',
    target: { at: 'most', value: 20, unit: 'ms', scales: true },
    measure: async () => {
      const { editor, draw } = await openEditor('x.');
      const candidates = Array.from({ length: 1000 }, (_, i) => ({ text: `name_${i}`, kind: 'field' }));
      return times(
        repeat(100, () => {
          editor.begin('x.');
          editor.offer({ start: 2, end: 2, candidates });
          draw();
        }),
        0.5,
      );
    },
  },
  {
    group: 'repl',
    name: 'Ctrl+R over 100,000 entries, first key',
    target: { at: 'most', value: 30, unit: 'ms', scales: true },
    measure: async () => {
      const { HistoryEntries } = await load('history/entries');
      const entries = new HistoryEntries();
      entries.addOlder(Array.from({ length: 100_000 }, (_, i) => `local value_${i} = compute(${i * 7}, "text ${i}")`));
      entries.search('warm', 8);
      let turn = 0;
      return times(
        repeat(40, () => entries.search('vctx'[turn++ % 4], 8)),
        0.5,
      );
    },
  },
  {
    group: 'repl',
    name: 'reload of a changed file, save to ready',
    target: { at: 'most', value: 100, unit: 'ms', scales: true },
    measure: async () => times(await reloadTimes(), 0.5),
  },
];

/** A module of a hundred functions; the script tells as soon as one of them answers something else. */
async function reloadTimes() {
  const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
  const others = Array.from({ length: 100 }, (_, i) => `function M.f${i}(a)\n  return a + ${i}\nend`).join('\n');
  /** @param {number} n */
  const save = (n) =>
    writeFileSync(
      join(folder, 'answers.lua'),
      `local M = {}\n${others}\nfunction M.get()\n  return ${n}\nend\nreturn M\n`,
    );
  save(0);
  writeFileSync(
    join(folder, 'main.lua'),
    'local get = require("answers").get\nlocal last = -1\nwhile true do local now = get() if now ~= last then print("=" .. now) last = now end end\n',
  );
  const child = spawn(process.execPath, [join(root, 'dist/llmspell.cjs'), 'run', '--reload', 'main.lua'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let shown = '';
  let look = () => {};
  child.stdout.on('data', (data) => {
    shown += data;
    look();
  });
  /** @param {number} n */
  const told = (n) =>
    new Promise((resolve) => {
      look = () => shown.includes(`=${n}\n`) && resolve(undefined);
      look();
    });
  try {
    await told(0);
    const samples = [];
    for (let n = 1; n <= RELOADS; n++) {
      const begin = performance.now();
      save(n);
      await told(n);
      if (n > 3) samples.push(performance.now() - begin);
    }
    return samples;
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} home @returns {Promise<number>} */
async function promptMs(home) {
  const { spawn } = await import('@lydell/node-pty');
  const begin = performance.now();
  const terminal = spawn(process.execPath, [join(root, 'dist/llmspell.cjs'), 'repl', '--quiet'], {
    cols: 80,
    rows: 24,
    cwd: home,
    env: { PATH: process.env.PATH ?? '', HOME: home, TERM: 'xterm' },
  });
  let shown = '';
  const ms = await new Promise((resolve) => {
    terminal.onData((data) => {
      shown += data;
      if (shown.includes('1> ')) resolve(performance.now() - begin);
    });
  });
  const gone = new Promise((resolve) => terminal.onExit(resolve));
  terminal.kill('SIGKILL');
  await gone;
  return ms;
}

/** @returns {Promise<number[]>} one for each key */
async function keyTimes() {
  const line = 'local name_of_value = compute(12, "some text", {1, 2, 3}) -- a comment\n';
  const { editor, draw } = await openEditor(line.repeat(200));
  let turn = 0;
  return repeat(KEYS, () => {
    editor.press({ kind: 'text', text: 'abc d(e)'[turn++ % 8] });
    draw();
  });
}

/** @param {string} text */
async function openEditor(text) {
  const [
    { Editor },
    { HistoryEntries },
    { EMACS },
    { buildFrame },
    { ScreenWriter },
    { highlight },
    rowsBelow,
    styles,
  ] = await Promise.all([
    load('editor'),
    load('history/entries'),
    load('keys/emacs'),
    load('screen/frame'),
    load('screen/screen-writer'),
    load('screen/highlight'),
    load('screen/rows-below'),
    load('screen/styles'),
  ]);
  const editor = new Editor({ bindings: EMACS, history: new HistoryEntries(), isComplete: () => true });
  editor.begin(text);
  const screen = new ScreenWriter();
  const draw = () => {
    const { text: shown, cursor } = editor.buffer;
    const below = editor.menu === undefined ? [] : rowsBelow.menuRows(editor.menu, 80, undefined);
    const frame = buildFrame({
      ...{ text: shown, cursor, prompt: '1> ', continuation: '.> ', roles: highlight(shown), below },
      ...{ columns: 80, rows: 50, theme: styles.THEMES.dark },
    });
    return screen.draw(frame);
  };
  return { editor, draw };
}

/** @param {number} count @param {() => unknown} act @returns {number[]} */
function repeat(count, act) {
  return Array.from({ length: count }, () => {
    const begin = performance.now();
    act();
    return performance.now() - begin;
  });
}

/** @param {number[]} samples @param {number} share @returns {import('./row.mjs').Measurement} */
function times(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  const judged = share === 0.5 ? median(samples) : sorted[Math.floor(sorted.length * share)];
  return { unit: 'ms', samples, judged };
}
