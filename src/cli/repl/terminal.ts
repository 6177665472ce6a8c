// The terminal that the prompt is on: keys in, bytes out, and its size. Control thread.

import { emitKeypressEvents } from 'node:readline';
import type { Disposable } from '../../base/disposable.js';
import type { Key, KeyPress } from './keys/chord.js';
import { toKey } from './keys/chord.js';

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
/** Escape alone is one when nothing has followed it for so long. */
const ESCAPE_MS = 50;

export interface TerminalListener {
  onKey(key: Key): void;
  onResize(): void;
}

export class Terminal implements Disposable {
  #isRaw = false;
  #isSuspended = false;
  readonly #disposables: (() => void)[] = [];

  constructor(listener: TerminalListener) {
    const { stdin, stdout } = process;
    // Node takes the time from an interface, of which nothing else is needed.
    (emitKeypressEvents as (stream: NodeJS.ReadStream, timing: object) => void)(stdin, {
      escapeCodeTimeout: ESCAPE_MS,
    });
    const pressed = (text: string | undefined, press: KeyPress): void => {
      const key = toKey(text, press);
      if (key !== undefined) listener.onKey(key);
    };
    const resized = (): void => listener.onResize();
    const interrupted = (): void => {
      // Another program has the terminal, and what was pressed is for that one.
      if (!this.#isRaw && !this.#isSuspended) return;
      // Pressed before the terminal was taken again, it came as a signal.
      this.take();
      listener.onKey({ kind: 'chord', chord: 'C-c' });
    };
    process.on('SIGINT', interrupted);
    stdin.on('keypress', pressed);
    stdout.on('resize', resized);
    this.#disposables.push(
      () => process.off('SIGINT', interrupted),
      () => stdin.off('keypress', pressed),
      () => stdout.off('resize', resized),
    );
    this.take();
  }

  get columns(): number {
    return process.stdout.columns || 80;
  }

  get rows(): number {
    return process.stdout.rows || 24;
  }

  write(text: string): void {
    if (text !== '') process.stdout.write(text);
  }

  /** Keys come one by one from now on. */
  take(): void {
    if (this.#isRaw) return;
    this.#isRaw = true;
    process.stdin.setRawMode(true);
    process.stdin.resume();
    this.write(PASTE_ON);
  }

  /** The terminal is as it was: for other programs, and for the shell. */
  give(): void {
    if (!this.#isRaw) return;
    this.#isRaw = false;
    this.write(PASTE_OFF);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  /** Stops the process as Ctrl+Z does elsewhere; resolves when it goes on. */
  async suspend(): Promise<void> {
    this.give();
    this.#isSuspended = true;
    const goesOn = new Promise<void>((resolve) => {
      process.once('SIGCONT', () => resolve());
    });
    process.kill(process.pid, 'SIGTSTP');
    await goesOn;
    this.#isSuspended = false;
    this.take();
  }

  dispose(): void {
    this.give();
    for (const dispose of this.#disposables.splice(0)) dispose();
  }
}
