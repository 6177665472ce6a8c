// A session at the prompt as a file: keys are typed, the screen is waited for, and what it shows is written down.
//
// `columns N` may stand before all else (80). Lines begin with `file NAME TEXT` (\n in it breaks lines), `type KEYS`, `see TEXT` (waits for it) or `screen NAME` (writes down what
// has come since the last one); `#` is a comment. After each input the prompt is waited for by its number: `see 2>`.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PseudoTerminal } from '../support/pseudo-terminal.js';

const SETTLED_MS = 500;

export interface PlayedScreen {
  readonly name: string;
  readonly text: string;
}

/** @param expected a screen as it was written down, which is waited for: it need not come at once; undefined takes it as it is after a moment */
export async function playSession(
  path: string,
  folder: string,
  expected: (name: string) => string | undefined,
): Promise<readonly PlayedScreen[]> {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const lines = readFileSync(path, 'utf8').split('\n');
  const columns = Number(lines.map((line) => /^columns (\d+)$/.exec(line)?.[1]).find(Boolean) ?? 80);
  const terminal = new PseudoTerminal({ args: ['repl'], home, cwd: folder, columns, rows: 24 });
  const screens: PlayedScreen[] = [];
  let from = 0;
  try {
    for (const line of lines) {
      const [, word, rest = ''] = /^(file|type|see|screen)\s(.*)$/.exec(line) ?? [];
      if (word === 'file') {
        const [, name = '', text = ''] = /^(\S+)\s(.*)$/.exec(rest)!;
        writeFileSync(join(folder, name), text.replaceAll('\\n', '\n'));
      } else if (word === 'type') terminal.type(rest);
      else if (word === 'see') {
        await terminal.until(`"${rest}"`, (screen) => since(screen, from).includes(rest.replaceAll('\\n', '\n')));
      } else if (word === 'screen') {
        const shown = (screen: string): string => normalized(since(screen, from));
        const wanted = expected(rest);
        if (wanted === undefined) await sleep(SETTLED_MS);
        else await terminal.until(rest, (screen) => shown(screen) === wanted).catch(() => undefined);
        screens.push({ name: rest, text: shown(terminal.text()) });
        // What is typed next is on the row of the cursor.
        from = terminal.cursor.row;
      }
    }
    return screens;
  } finally {
    terminal.end();
  }
}

function linesOf(screen: string): readonly string[] {
  return screen.split('\n');
}

function since(screen: string, from: number): string {
  return linesOf(screen).slice(from).join('\n');
}

/** How long something took is another every time. */
function normalized(text: string): string {
  const lines = linesOf(text).map((line) => line.replace(/\b[\d.]+ (?:ms|s|µs)\b/g, '0.10 ms').trimEnd());
  return `${lines.join('\n').trim()}\n`;
}
