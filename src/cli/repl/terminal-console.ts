// The prompt in a terminal: its reader, with completion, hints and history of the session. Control thread.

import { SpellError } from '../../base/errors.js';
import type { InputRequest } from '../../client/input.js';
import type { ConfiguredKey } from '../../config/kinds/prompt.js';
import type { Prompt } from '../debug/prompt.js';
import type { Console } from './console.js';
import type { Candidate, Offer } from './edit/menu.js';
import { keySet } from './keys/own-bindings.js';
import { LineReader } from './line-reader.js';
import { findCommand, parseCommand } from './commands/registry.js';
import { formatMs } from './commands/values.js';
import { editOutside } from './external-editor.js';
import type { Repl } from './repl.js';
import { isReady } from './ready.js';
import { THEMES } from './screen/styles.js';
import type { ReplSettings } from './settings.js';

export class TerminalConsole implements Console {
  readonly isInteractive = true;
  readonly debugPrompt: Prompt;
  readonly #reader: LineReader;
  /** The file is to be run again when what is paused has ended. */
  #restarts = false;

  constructor(
    private readonly repl: Repl,
    private readonly hasColor: boolean,
  ) {
    this.#reader = new LineReader({
      history: repl.history,
      isComplete: isReady,
      complete: (text, cursor) => this.#complete(text, cursor),
      describe: async (text, cursor) => firstOf(await this.#about(text, cursor)),
      hint: (text, cursor) => this.#hint(text, cursor),
      editOutside,
      explain: async (text, cursor) => {
        const about = await this.#about(text, cursor);
        if (about !== undefined) await repl.say(about);
      },
      interrupt: () => void repl.session.interrupt(),
      pause: () => void repl.pauseRunning(),
      leave: () => void repl.askToLeave(),
      status: () => this.#status(),
    });
    this.debugPrompt = this.#createDebugPrompt();
  }

  read(question: { readonly prompt: string; readonly initial?: string }): Promise<string | null | undefined> {
    if (this.#restarts) {
      this.#restarts = false;
      return Promise.resolve('.restart');
    }
    return this.#reader.read(question);
  }

  async readInput({ prompt, isPassword }: InputRequest, signal: AbortSignal): Promise<string | null> {
    const { session } = this.repl;
    const lead = (): string => session.lineSoFar;
    const question = { prompt, lead, isPlain: true, isPassword };
    const line = await this.#reader.read(question, signal);
    await this.repl.endLine();
    if (line === undefined) session.interrupt();
    return line ?? null;
  }

  async confirm(question: string, signal: AbortSignal): Promise<boolean | undefined> {
    const answer = await this.#reader.read({ prompt: `${question} (y/n) `, isPlain: true }, signal);
    return answer === undefined ? undefined : answer === null || /^\s*y(es)?\s*$/i.test(answer);
  }

  lend<T>(use: () => Promise<T>): Promise<T> {
    return this.#reader.lend(use);
  }

  use({ theme, status, keys }: ReplSettings, own: readonly ConfiguredKey[]): void {
    this.#reader.theme = this.hasColor ? THEMES[theme] : undefined;
    this.#reader.hasStatus = status;
    this.#reader.keys = keySet(keys, own);
  }

  clear(): void {
    this.#reader.clearScreen();
  }

  dispose(): void {
    this.#reader.dispose();
  }

  #status(): string {
    const { session } = this.repl;
    const { runs, lastMs, kernelName, name } = session;
    const last = lastMs === undefined ? [] : [formatMs(lastMs)];
    const state = this.repl.debugging?.isPaused === true ? ['paused: .help debugging'] : [];
    return [kernelName, name, `${runs} ${runs === 1 ? 'run' : 'runs'}`, ...last, ...state].join(' · ');
  }

  async #complete(text: string, cursor: number): Promise<Offer | undefined> {
    const before = text.slice(0, cursor);
    const dot = /^(\s*\.)([A-Za-z?]*)$/.exec(before);
    if (dot !== null) return commandOffer(this.repl, dot[1]!.length, cursor, dot[2]!);
    const command = parseCommand(before);
    if (command !== undefined) {
      const offer = await argumentOffer(this.repl, command.name, command.argument, cursor, before);
      if (offer !== undefined) return offer;
    }
    const isOfDebugger = command !== undefined && findCommand(command.name)?.group === 'debugging';
    if (isOfDebugger || this.repl.debugging?.isPaused === true) {
      const [candidates, replaced] = await this.repl.completeDebug(before);
      return {
        start: cursor - replaced.length,
        end: cursor,
        candidates: candidates.map((each) => ({ text: each, kind: each.endsWith(' ') ? 'command' : '' })),
      };
    }
    if (!this.repl.session.hasKernel) return undefined;
    const { completeCode } = await import('./assist.js');
    return completeCode(this.repl.session.client, text, cursor);
  }

  async #about(text: string, cursor: number): Promise<string | undefined> {
    if (!this.repl.session.hasKernel || parseCommand(text) !== undefined) return undefined;
    const { inspectAt } = await import('./assist.js');
    return inspectAt(this.repl.session.client, text, cursor);
  }

  async #hint(text: string, cursor: number): Promise<string | undefined> {
    if (!this.repl.session.hasKernel || parseCommand(text) !== undefined) return undefined;
    const { signatureAt } = await import('./assist.js');
    return signatureAt(this.repl.session.client, text, cursor);
  }

  /** Commands of the debugger, and Lua in the frame that is looked at; Ctrl+D lets the run go on. */
  #createDebugPrompt(): Prompt {
    const reader = this.#reader;
    const { repl } = this;
    const read = async (signal: AbortSignal): Promise<string | null | undefined> => {
      for (;;) {
        const line = await reader.read({ prompt: 'debug> ' }, signal);
        if (line === null) return '.continue';
        if (line === undefined) return undefined;
        const command = parseCommand(line);
        const found = command === undefined ? undefined : findCommand(command.name);
        if (command === undefined || found === undefined) return line;
        if (found.names[0] === 'restart') {
          this.#restarts = true;
          return '.quit';
        }
        if (found.group === 'debugging' && found.names[0] !== 'pause') return `.${found.names[0]} ${command.argument}`;
        if (found.names[0] === 'exit') {
          const mayEnd = await reader.read(
            { prompt: 'An input is paused. End it, and leave? (y/n) ', isPlain: true },
            signal,
          );
          if (mayEnd === undefined || /^\s*y(es)?\s*$/i.test(mayEnd ?? 'y')) {
            repl.leaveAfterRun();
            return '.quit';
          }
          continue;
        }
        await repl.command(command.name, command.argument).catch((error: unknown) => {
          if (!(error instanceof SpellError)) throw error;
          return repl.tell(error);
        });
      }
    };
    return {
      isInteractive: true,
      read,
      confirm: async (question) =>
        /^\s*y(es)?\s*$/i.test((await reader.read({ prompt: `${question} (y/n) `, isPlain: true })) ?? 'y'),
      hide: () => reader.hide(),
      show: () => reader.show(),
      readInput: async () => null,
      dispose: () => undefined,
    };
  }
}

function firstOf(text: string | undefined): string | undefined {
  return text?.split('\n').find((line) => line.trim() !== '');
}

function commandOffer({ commands }: Repl, start: number, end: number, typed: string): Offer {
  // Other names are there for who begins to type them.
  const candidates = commands.flatMap(({ names, summary }): Candidate[] => {
    const name = names.find((each) => each.startsWith(typed) && (each === names[0] || typed !== ''));
    return name === undefined ? [] : [{ text: name, kind: 'command', note: summary }];
  });
  return { start, end, candidates };
}

/** Undefined where the argument is Lua. */
async function argumentOffer(
  repl: Repl,
  name: string,
  argument: string,
  cursor: number,
  before: string,
): Promise<Offer | undefined> {
  const complete = findCommand(name)?.complete;
  if (complete === undefined) return undefined;
  const word = /\S*$/.exec(before)![0];
  const candidates = await complete(repl, argument);
  return {
    start: cursor - word.length,
    end: cursor,
    candidates: candidates.filter(({ text }) => text.startsWith(word)),
  };
}
