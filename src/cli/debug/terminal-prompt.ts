// The prompt in a terminal: a line editor with history and completion. Control thread.

import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';
import type { History } from './history.js';
import { Keyboard } from './keyboard.js';
import type { Prompt } from './prompt.js';

export const PROMPT = '(debug) ';

/** What may stand at the end of the line: the candidates, and the part of the line that they replace. */
export type Complete = (line: string) => Promise<readonly [candidates: readonly string[], replaced: string]>;

export interface TerminalPromptOptions {
  readonly history: History;
  readonly complete: Complete;
  /** Ctrl+C at the prompt; true if it was taken for more than giving up the line. */
  readonly onInterrupt: () => boolean;
}

type Answer = (line: string | null | undefined) => void;

export class TerminalPrompt implements Prompt {
  readonly isInteractive = true;
  readonly #keyboard = new Keyboard();
  #editor: Interface | undefined;
  #answer: Answer | undefined;
  /** Lines that came together with another, as when they were pasted. */
  readonly #typed: string[] = [];

  constructor(private readonly options: TerminalPromptOptions) {}

  read(signal: AbortSignal): Promise<string | null | undefined> {
    const next = this.#typed.shift();
    if (next !== undefined) return Promise.resolve(next);
    return this.#line(PROMPT, signal);
  }

  async confirm(question: string, signal: AbortSignal): Promise<boolean> {
    const answer = this.#typed.shift() ?? (await this.#line(`${question} (y/n) `, signal));
    // An answer is no command to come back to.
    const { history } = (this.#editor ?? {}) as { readonly history?: string[] };
    if (history !== undefined && answer !== null && history[0] === answer) {
      history.shift();
      this.options.history.take(history);
    }
    // Ctrl+D says yes, as a second Ctrl+C does elsewhere.
    return answer === null || /^\s*y(es)?\s*$/i.test(answer ?? '');
  }

  hide(): void {
    const editor = this.#editor;
    if (this.#answer === undefined || editor === undefined) return;
    const { rows } = editor.getCursorPos();
    process.stderr.write(`${rows > 0 ? `\u001b[${rows}A` : ''}\r\u001b[J`);
    // It is drawn where the cursor is then.
    Object.assign(editor, { prevRows: 0 });
  }

  show(): void {
    if (this.#answer !== undefined) this.#editor?.prompt(true);
  }

  readonly readInput = (_maxBytes: number, signal: AbortSignal): Promise<Uint8Array | null> =>
    this.#keyboard.readInput(signal);

  dispose(): void {
    this.#editor?.close();
    this.#keyboard.dispose();
  }

  #line(prompt: string, signal: AbortSignal): Promise<string | null | undefined> {
    const editor = (this.#editor ??= this.#open());
    return new Promise((resolve) => {
      const stop = (): void => {
        this.hide();
        answer(undefined);
      };
      const answer: Answer = (line) => {
        signal.removeEventListener('abort', stop);
        this.#answer = undefined;
        this.#keyboard.keep();
        resolve(line);
      };
      if (signal.aborted) {
        resolve(undefined);
        return;
      }
      signal.addEventListener('abort', stop);
      this.#answer = answer;
      this.#keyboard.give();
      editor.setPrompt(prompt);
      editor.prompt(true);
    });
  }

  #open(): Interface {
    const { history, complete, onInterrupt } = this.options;
    const editor = createInterface({
      input: this.#keyboard.keys,
      output: process.stderr,
      terminal: true,
      history: [...history.lines],
      historySize: history.size,
      removeHistoryDuplicates: true,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        complete(line).then(
          ([candidates, replaced]) => done(null, [[...candidates], replaced]),
          () => done(null, [[], line]),
        );
      },
    });
    editor.on('line', (line) => {
      if (this.#answer === undefined) this.#typed.push(line);
      else this.#answer(line);
    });
    editor.on('history', (lines) => history.take(lines));
    editor.on('SIGINT', () => {
      process.stderr.write('^C\n');
      if (editor.line === '' && onInterrupt()) return;
      // The line is given up, as in a shell.
      Object.assign(editor, { line: '', cursor: 0, prevRows: 0 });
      editor.prompt();
    });
    editor.on('close', () => {
      this.#editor = undefined;
      if (this.#answer !== undefined) process.stderr.write('\n');
      this.#answer?.(null);
    });
    return editor;
  }
}
