// Debugs one script at the terminal, or as a file of commands says: `llmspell debug`, and `run` and `exec` with --debug. Control thread.

import { resolve } from 'node:path';
import type { Disposable } from '../../base/disposable.js';
import { describeErrorStops } from '../../client/error-stops.js';
import type { Execution } from '../../client/execution.js';
import type { KernelClient } from '../../client/kernel-client.js';
import { KernelDebugger } from '../../client/kernel-debugger.js';
import type { Config } from '../../config/config.js';
import { EXIT } from '../exit-codes.js';
import type { KernelLink } from '../kernel-link.js';
import { present } from '../present.js';
import { RunControl } from '../run-control.js';
import { createRunRequest } from '../run-request.js';
import { toRunResult } from '../run-result.js';
import type { ScriptJob } from '../run-script.js';
import { SIGNAL_EXIT } from '../signals.js';
import { DebugConsole } from './console.js';
import type { Ending } from './conversation.js';
import { Conversation } from './conversation.js';
import type { DebugOptions } from './debug-options.js';
import { onDebugSignals } from './debug-signals.js';
import { Debuggee } from './debuggee.js';
import { EntryStop } from './entry-stop.js';
import { applyFirst } from './first-settings.js';
import { joinSession } from './join-session.js';
import { Memory } from './memory.js';
import { openPrompt } from './open-prompt.js';
import type { Prompt } from './prompt.js';
import { Stage } from './stage.js';

/** A second Ctrl+C within this time ends the script. */
const TWICE_MS = 1000;

export interface DebugJob extends ScriptJob {
  readonly debug: DebugOptions;
  readonly config: Config;
  /** The prompt comes again when the script has ended, and stops at the first line where nothing else would stop. */
  readonly isDebugCommand: boolean;
  readonly openLink: (stage: Stage) => Promise<KernelLink>;
}

/** @returns the exit code of the script. @throws SpellError `USAGE`, and those of `openLink` */
export async function debugScript(job: DebugJob): Promise<number> {
  const debugging = new ScriptDebugging(job);
  try {
    return await debugging.run();
  } finally {
    await debugging.dispose();
  }
}

class ScriptDebugging implements Disposable {
  readonly #stage: Stage;
  readonly #console: DebugConsole;
  readonly #prompt: Prompt;
  readonly #memory: Memory;
  readonly #entry: EntryStop;
  #control: RunControl | undefined;
  #run: { readonly link: KernelLink; readonly execution: Execution } | undefined;
  #interruptedAt = -Infinity;
  /** Nobody is asked for anything any more. */
  readonly #leaving = new AbortController();
  #code: number = EXIT.ok;

  constructor(private readonly job: DebugJob) {
    const { options, source, debug, config } = job;
    this.#stage = new Stage(options, {
      onFailure: (failure) => this.#control?.end({ kind: 'output', failure }),
      onTooMuch: () => this.#control?.end({ kind: 'too much' }),
    });
    // Without a kernel yet nothing is asked.
    this.#console = new DebugConsole(new Debuggee({ ask: async () => ({}) }), this.#stage);
    const file = source.chunkName.startsWith('@') ? source.chunkName.slice(1) : undefined;
    if (file !== undefined) this.#console.script = { name: file, path: resolve(file), reference: undefined };
    this.#memory = new Memory(config, debug.remembers);
    this.#prompt = openPrompt(this.#console, {
      commandsFile: debug.commandsFile,
      isScriptStdin: source.chunkName === '=stdin',
      history: this.#memory.history,
      onInterrupt: () => this.#endIfTwice(),
    });
    this.#stage.prompt = this.#prompt;
    const kept = this.#memory.load((message) => this.#warn(message));
    const later = applyFirst(this.#console, { kept, config: config.debug, options: debug });
    this.#entry = new EntryStop(this.#console, later, debug.step, job.isDebugCommand);
    if (kept !== undefined) this.#tellKept();
  }

  async run(): Promise<number> {
    for (const message of this.job.warnings) this.#warn(message);
    while ((await this.#once()) === 'restart') {
      this.#entry.again();
      await this.#console.say('Starting again.');
    }
    return this.#code;
  }

  async dispose(): Promise<void> {
    this.#memory.history.save();
    await this.#prompt.dispose();
    await this.#stage.finish();
  }

  async #once(): Promise<'restart' | 'leave'> {
    const control = new RunControl(
      () => this.#stage.sinks,
      (onFirst) => onDebugSignals(onFirst, () => this.#interrupted()),
    );
    this.#control = control;
    try {
      const link = await this.job.openLink(this.#stage);
      if (!link.isLocal) control.stuck = 'the kernel does not end the run; leaving it there';
      try {
        return await this.#debug(link, control);
      } finally {
        this.#run = undefined;
        await link.dispose();
      }
    } finally {
      control.dispose();
    }
  }

  async #debug(link: KernelLink, control: RunControl): Promise<'restart' | 'leave'> {
    const { client, isLocal } = link;
    const dbg = new KernelDebugger(client, this.job.options.session);
    const console = this.#console;
    Object.assign(console, { pause: undefined, whyNotPaused: '', isOwn: isLocal });
    await client.ready();
    const conversation = this.#converse();
    const listening = dbg.onEvent((event) => conversation.saw(event));
    try {
      await joinSession(console, dbg, { stopOnEntry: this.#entry.isWanted });
      const request = await createRunRequest(this.job, link, (bytes, signal) => this.#prompt.readInput(bytes, signal));
      const execution = client.execute(request.code, {
        ...request.options,
        onOutput: (output) => this.#stage.take(output),
      });
      this.#run = { link, execution };
      // The time limit does not run while the script is paused, so that only the kernel knows when it is over.
      control.started({ interrupt: () => this.#end(execution, client, conversation) }, undefined);
      execution.done.then(
        () => conversation.ended(),
        () => conversation.ended(),
      );
      const ending = await conversation.follow();
      const next = await this.#leave(ending, conversation);
      // A kernel that goes on stops nobody at what was set here.
      const isLeft = ending.startsWith('detach');
      if (!link.isLocal && !isLeft) await leave(console, next);
      return next;
    } finally {
      void listening.dispose();
      dbg.dispose();
    }
  }

  /** A signal, or output that goes nowhere: the prompt goes too, also that of a script which has ended. */
  #end(execution: Execution, client: KernelClient, conversation: Conversation): void {
    void client.end(execution);
    this.#leaving.abort();
    conversation.leave();
  }

  #converse(): Conversation {
    return new Conversation(this.#console, this.#prompt, {
      atEntry: this.#entry.handler,
      mayEnd: async () =>
        this.#run?.execution.hasEnded !== false ||
        this.#prompt.confirm('The script has not ended. End it?', this.#leaving.signal),
      onChanged: async () => this.#memory.save(this.#console, (message) => this.#warn(message)),
      onNoMore: () => leave(this.#console, 'leave'),
    });
  }

  async #leave(ending: Ending, conversation: Conversation): Promise<'restart' | 'leave'> {
    const { execution, link } = this.#run!;
    const console = this.#console;
    switch (ending) {
      case 'restart':
        await link.client.end(execution);
        return 'restart';
      case 'detach':
        await leave(console, 'leave');
        await this.#present(execution);
        return 'leave';
      case 'detach paused':
        await console.debuggee.ask('disconnect', { suspendDebuggee: true });
        return 'leave';
      case 'quit':
        this.#control?.end({ kind: 'signal', signal: 'SIGINT' });
        await this.#present(execution, true);
        return 'leave';
      case 'kill':
        await link.client.end(execution);
        this.#code = EXIT.interrupted;
        return this.#afterEnd(conversation, 'The script was ended; run starts it again.');
      case 'ended':
        await this.#present(execution);
        if (!this.job.isDebugCommand || this.#control?.ending !== undefined) return 'leave';
        return this.#afterEnd(conversation, `The script has ended with exit code ${this.#code}; run starts it again.`);
    }
  }

  /** The prompt of a script that has ended: its globals can still be looked at. */
  async #afterEnd(conversation: Conversation, message: string): Promise<'restart' | 'leave'> {
    this.#console.whyNotPaused = ': the script has ended; run starts it again';
    if (this.#prompt.isInteractive) await this.#console.note(message);
    for (;;) {
      conversation.forget();
      const isOver = this.#leaving.signal.aborted || !conversation.hasMore;
      const outcome = isOver ? 'quit' : await conversation.talk();
      const ending = this.#control?.ending;
      if (ending?.kind === 'signal') this.#code = SIGNAL_EXIT[ending.signal];
      if (ending !== undefined) return 'leave';
      if (outcome === 'restart') return 'restart';
      if (outcome === 'quit' || outcome === 'detach' || outcome === 'detach paused') return 'leave';
    }
  }

  /** The report and the exit code that `run` has too. @param isQuiet only the object of --output */
  async #present(execution: Execution, isQuiet = false): Promise<void> {
    const result = toRunResult(await execution.done);
    await this.#stage.finish();
    const { output } = this.#stage;
    const control = this.#control!;
    const { code, onStdout, onStderr } = await present({ job: this.job, result, control, captured: output.captured() });
    if (onStderr !== '' && !isQuiet) output.line(onStderr);
    if (onStdout !== '') await output.object(onStdout);
    await output.flush();
    this.#code = code;
  }

  /** Ctrl+C at the prompt that the one before has brought. */
  #endIfTwice(): boolean {
    if (Date.now() - this.#interruptedAt >= TWICE_MS || this.#run?.execution.hasEnded !== false) return false;
    this.#control?.end({ kind: 'signal', signal: 'SIGINT' });
    return true;
  }

  /** Ctrl+C: pauses what runs; again, or where nobody could go on with it, ends it. */
  #interrupted(): boolean {
    const isTwice = Date.now() - this.#interruptedAt < TWICE_MS;
    this.#interruptedAt = Date.now();
    if (!this.#prompt.isInteractive || isTwice || this.#run === undefined) return false;
    if (this.#console.pause !== undefined || this.#run.execution.hasEnded) return true;
    this.#console.debuggee.ask('pause', {}).catch(() => undefined);
    return true;
  }

  #tellKept(): void {
    const { breakpoints, displays, catches, usualCatches } = this.#console;
    const counts = [
      [breakpoints.all.length, 'breakpoint'],
      [displays.all.length, 'watched expression'],
    ] as const;
    const parts = counts
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${count} ${what}${count === 1 ? '' : 's'}`);
    const errors = describeErrorStops(catches);
    if (errors !== describeErrorStops(usualCatches)) parts.push(`errors that stop: ${errors}`);
    const last = parts.pop();
    const set = parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
    if (set !== undefined)
      void this.#console.note(`Set: ${set} (info b and display show them, delete all forgets them).`);
  }

  #warn(message: string): void {
    this.#stage.logger.log({ level: 'warn', module: 'cli', message });
  }
}

async function leave(console: DebugConsole, next: 'restart' | 'leave'): Promise<void> {
  if (next === 'leave') await console.withdraw().catch(() => undefined);
  await console.debuggee.ask('disconnect', {}).catch(() => undefined);
}
