// The built command in a pseudo-terminal, with the screen that a terminal emulator makes of what it writes.

import type { IPty } from '@lydell/node-pty';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { cliPath } from './run-cli.js';

const LIMIT_MS = 20_000;

export interface PseudoTerminalOptions {
  readonly args: readonly string[];
  /** In place of the built command. */
  readonly program?: string;
  readonly home: string;
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** What keys send, by the names that bindings have. */
const KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  'S-tab': '\u001b[Z',
  escape: '\u001b',
  backspace: '\u007f',
  delete: '\u001b[3~',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  home: '\u001b[H',
  end: '\u001b[F',
  'C-right': '\u001b[1;5C',
  'C-left': '\u001b[1;5D',
  'C-home': '\u001b[1;5H',
  'C-end': '\u001b[1;5F',
  'C-delete': '\u001b[3;5~',
  'M-left': '\u001b[1;3D',
  'M-right': '\u001b[1;3C',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  'C-space': '\u0000',
  'C-backspace': '\b',
  'M-backspace': '\u001b\u007f',
  'M-return': '\u001b\r',
  'M-enter': '\u001b\n',
  return: '\r',
  f1: '\u001bOP',
};

export class PseudoTerminal {
  readonly #process: IPty;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  readonly exitCode: Promise<number>;
  #written: Promise<void> = Promise.resolve();
  #onChange: (() => void) | undefined;

  constructor({ args, program, home, cwd, columns = 80, rows = 24, env = {} }: PseudoTerminalOptions) {
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    const [file, given] = program === undefined ? [process.execPath, [cliPath, ...args]] : [program, [...args]];
    this.#process = spawn(file, given, {
      name: 'xterm-256color',
      cols: columns,
      rows,
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
    });
    this.#process.onData((data) => {
      this.#written = new Promise((resolve) => {
        this.#screen.write(data, () => {
          resolve();
          this.#onChange?.();
        });
      });
    });
    this.exitCode = new Promise((resolve) => this.#process.onExit(({ exitCode }) => resolve(exitCode)));
  }

  /** Text as it is, and keys in angle brackets: `<enter>`, `<C-a>`, `<M-b>`. */
  type(keys: string): void {
    this.#process.write(keys.replace(/<(M-[<>]|[^<>\s]+)>/g, (whole, name: string) => bytesOf(name) ?? whole));
  }

  /** Waits until the screen shows a text, and gives the screen. */
  async shows(text: string): Promise<string> {
    return this.until(`"${text}"`, (screen) => screen.includes(text));
  }

  async until(what: string, holds: (screen: string) => boolean): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the screen does not show ${what}:\n${this.text()}`)), LIMIT_MS);
    });
    try {
      for (;;) {
        const changed = new Promise<void>((resolve) => (this.#onChange = resolve));
        await this.#written;
        const screen = this.text();
        if (holds(screen)) return screen;
        await Promise.race([changed, late]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** The rows without blanks at their ends, those that have scrolled away too. */
  text(): string {
    const { active } = this.#screen.buffer;
    const rows = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
    return rows.join('\n').trimEnd();
  }

  /** What is in reverse video. */
  reversed(): string {
    const { active } = this.#screen.buffer;
    let text = '';
    for (let y = 0; y < active.length; y++) {
      const line = active.getLine(y);
      for (let x = 0; x < (line?.length ?? 0); x++) {
        const cell = line?.getCell(x);
        if (cell?.isInverse()) text += cell.getChars();
      }
    }
    return text;
  }

  /** Row and column on the screen, from 0. */
  get cursor(): { readonly row: number; readonly column: number } {
    const { active } = this.#screen.buffer;
    return { row: active.baseY + active.cursorY, column: active.cursorX };
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#process.resize(columns, rows);
  }

  end(): void {
    try {
      this.#process.kill('SIGKILL');
    } catch {
      // It has gone already.
    }
    this.#screen.dispose();
  }
}

function bytesOf(name: string): string | undefined {
  const known = KEYS[name];
  if (known !== undefined) return known;
  const [, modifier, key = ''] = /^([CM])-(.+)$/.exec(name) ?? [];
  if (modifier === 'M') return `\u001b${KEYS[key] ?? key}`;
  if (modifier === 'C' && key.startsWith('M-')) return `\u001b${bytesOf(`C-${key.slice(2)}`) ?? ''}`;
  if (modifier === 'C' && key.length === 1) return String.fromCharCode(key.toUpperCase().charCodeAt(0) & 0x1f);
  return undefined;
}
