// Debugging at the prompt: breakpoints between runs, and the debugger's prompt where a run is paused. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import type { Execution } from '../../client/execution.js';
import type { KernelClient } from '../../client/kernel-client.js';
import { KernelDebugger } from '../../client/kernel-debugger.js';
import { CommandActions } from '../debug/command-actions.js';
import { completeLine } from '../debug/complete-line.js';
import { DebugConsole } from '../debug/console.js';
import { Conversation } from '../debug/conversation.js';
import { Debuggee } from '../debug/debuggee.js';
import { describePlace } from '../debug/describe-breakpoint.js';
import { joinSession } from '../debug/join-session.js';
import { PauseClock } from '../debug/pause-clock.js';
import type { Prompt } from '../debug/prompt.js';
import type { Stage } from '../debug/stage.js';
import type { Reloaded } from '../reload/reloading.js';
import { reloadFile, Reloading } from '../reload/reloading.js';

export interface DebuggingOptions {
  readonly client: KernelClient;
  readonly session: string;
  readonly stage: Stage;
  readonly prompt: Prompt;
}

export class Debugging implements Disposable {
  readonly #console: DebugConsole;
  readonly #dbg: KernelDebugger;
  readonly #actions: CommandActions;
  #joined: Promise<unknown> | undefined;
  #reloading: Reloading | undefined;
  /** {@link pauseNext} was asked for. */
  #stopsNext = false;
  #conversation: Conversation | undefined;
  readonly #clock = new PauseClock();
  /** Hears of breakpoints between runs. */
  readonly #between: Conversation;
  readonly #listening: Disposable;

  constructor(private readonly options: DebuggingOptions) {
    const { client, session, stage } = options;
    this.#dbg = new KernelDebugger(client, session);
    this.#console = new DebugConsole(new Debuggee(this.#dbg), stage);
    // An error in what is typed is shown, and does not stop; .catch changes that.
    this.#console.catches = [];
    this.#console.isOwn = true;
    this.#console.whyNotPaused = ': a breakpoint, or Debugger.breakpoint(), pauses a run';
    this.#actions = new CommandActions(this.#console);
    this.#between = this.#converse();
    this.#listening = this.#dbg.onEvent((event) => {
      this.#clock.saw(event.event);
      if (this.#conversation === undefined && event.event === 'breakpoint') this.#between.saw(event);
    });
  }

  /** How long what ran was paused, since this was asked last, in milliseconds. */
  takePausedMs(): number {
    return this.#clock.take();
  }

  get isPaused(): boolean {
    return this.#console.pause !== undefined;
  }

  get isJoined(): boolean {
    return this.#joined !== undefined;
  }

  join(): Promise<unknown> {
    this.#joined ??= joinSession(this.#console, this.#dbg, { stopOnEntry: false }).catch((error: unknown) => {
      this.#joined = undefined;
      throw error;
    });
    return this.#joined;
  }

  /** A command between runs. */
  async command(line: string): Promise<void> {
    await this.join();
    await this.#actions.run(line);
  }

  /** Loads a file again that has changed. @throws SpellError as {@link reloadFile} */
  async reload(path: string): Promise<string> {
    await this.join();
    const { text, moved } = await reloadFile(this.#dbg, path).catch((error: unknown) => {
      if (!(error instanceof SpellError) || error.code !== 'DEBUG_REQUEST') throw error;
      const help = '.run FILE, or require, loads it; from then on .reload takes up what changes';
      throw new SpellError(error.code, error.message, { help, cause: error });
    });
    const told = this.#moved(path, moved);
    return [text, ...told].filter((line) => line !== '').join('\n');
  }

  /** Loads files again whenever they are saved. */
  async watch(): Promise<void> {
    await this.join();
    this.#reloading ??= await Reloading.begin({
      dbg: this.#dbg,
      layout: this.options.stage,
      say: (text) => this.options.stage.say(`${text}\n`),
      onMoved: (path, moved) => this.#moved(path, moved),
    });
  }

  /** Breakpoints have gone with their lines: what is to be said of them. */
  #moved(path: string, moved: Reloaded['moved']): readonly string[] {
    this.#console.forgetTexts();
    return this.#console.breakpoints
      .move(path, moved)
      .map(({ number, place }) => `Breakpoint ${number} is at ${describePlace(place)} now.`);
  }

  #converse(): Conversation {
    return new Conversation(this.#console, this.options.prompt, {
      mayEnd: async () => true,
      onChanged: async () => undefined,
      onNoMore: async () => undefined,
    });
  }

  /** Global variables of the script. */
  async globals(): Promise<readonly { readonly name: string; readonly value: string }[]> {
    await this.join();
    return this.#console.debuggee.globals();
  }

  /** The next run stops at its first line. */
  async pauseNext(): Promise<void> {
    await this.join();
    await this.#dbg.ask('attach', { stopOnEntry: true });
    this.#stopsNext = true;
  }

  /** Stops what runs, also where nobody has debugged before. */
  async pauseNow(execution: Execution | undefined): Promise<void> {
    if (execution === undefined || this.isPaused) return;
    const wasFollowed = this.isFollowing;
    await this.join();
    if (!wasFollowed) void this.follow(execution);
    await this.#dbg.ask('pause', {});
  }

  complete(line: string): ReturnType<typeof completeLine> {
    return completeLine(this.#console, line);
  }

  /** Shows where the run stops, until it has ended. */
  async follow(execution: Execution): Promise<void> {
    if (!this.isJoined) return;
    await this.join();
    const conversation = this.#converse();
    this.#conversation = conversation;
    const listening = this.#dbg.onEvent((event) => conversation.saw(event));
    const ended = (): void => conversation.ended();
    execution.done.then(ended, ended);
    try {
      const ending = await conversation.follow();
      if (ending !== 'ended') await this.options.client.end(execution);
    } finally {
      if (this.#stopsNext) await this.#dbg.ask('attach', { stopOnEntry: false }).catch(() => undefined);
      this.#stopsNext = false;
      void listening.dispose();
      this.#conversation = undefined;
      this.#console.pause = undefined;
    }
  }

  get isFollowing(): boolean {
    return this.#conversation !== undefined;
  }

  dispose(): void {
    void this.#reloading?.dispose();
    void this.#listening.dispose();
    this.#dbg.dispose();
  }
}
