// `llmspell debug-attach [ID|HOST:PORT|FILE]`: the debugger of a session of a kernel that runs, whatever runs there. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { findKernel } from '../../client/find-kernel.js';
import type { KernelClient } from '../../client/kernel-client.js';
import { KernelDebugger } from '../../client/kernel-debugger.js';
import { isOutput } from '../../client/output.js';
import { loadConfig } from '../../config/load-config.js';
import { configSource } from '../config-source.js';
import { EXIT } from '../exit-codes.js';
import { linkFound } from '../link-running.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { SIGNAL_EXIT } from '../signals.js';
import { DebugConsole } from './console.js';
import { Conversation } from './conversation.js';
import { toDebugOptions } from './debug-options.js';
import { onDebugSignals } from './debug-signals.js';
import { Debuggee } from './debuggee.js';
import { applyFirst } from './first-settings.js';
import { joinSession } from './join-session.js';
import { Memory } from './memory.js';
import { openPrompt } from './open-prompt.js';
import { Stage } from './stage.js';

const TWICE_MS = 1000;

/** @returns the exit code: 0 when it has been left. @throws SpellError `USAGE`, `KERNEL_*`, `CONNECTION_FILE`, `CONFIG_*` */
export async function attachCommand({ operands, options: raw }: CommandLine, options: CliOptions): Promise<number> {
  const debug = toDebugOptions(raw);
  const config = await loadConfig(configSource(options));
  const kernel = await findKernel(operands[0]);
  const stage = new Stage(options, { onFailure: () => process.exit(EXIT.outputFailed), onTooMuch: () => undefined });
  const link = await linkFound(kernel, { ...options, config: undefined }, stage.logger);
  const memory = new Memory(config, debug.remembers);
  const console = new DebugConsole(new Debuggee({ ask: async () => ({}) }), stage);
  console.isAttached = true;
  const prompt = openPrompt(console, {
    commandsFile: debug.commandsFile,
    isScriptStdin: false,
    history: memory.history,
    onInterrupt: () => false,
  });
  stage.prompt = prompt;
  const warn = (message: string): void => stage.logger.log({ level: 'warn', module: 'cli', message });
  applyFirst(console, { kept: memory.load(warn), config: config.debug, options: debug });
  const attached = new Attached(link.client, options.session, console, stage);
  try {
    return await attached.run(kernel.id, () => memory.save(console, warn));
  } finally {
    await attached.dispose();
    memory.history.save();
    await prompt.dispose();
    await stage.finish();
    await link.dispose();
  }
}

class Attached implements Disposable {
  readonly #dbg: KernelDebugger;
  readonly #disposables: Disposable[] = [];
  #interruptedAt = -Infinity;

  constructor(
    private readonly client: KernelClient,
    private readonly session: string | undefined,
    private readonly console: DebugConsole,
    private readonly stage: Stage,
  ) {
    this.#dbg = new KernelDebugger(client, session);
  }

  async run(id: string, save: () => void): Promise<number> {
    const { console, client } = this;
    const conversation = this.#converse(save);
    this.#disposables.push(
      this.#dbg.onEvent((event) => conversation.saw(event)),
      client.onPublished((published) => {
        const isOurs = (published.vendor.session ?? 'main') === (this.session ?? 'main');
        if (isOurs && isOutput(published)) void this.stage.take(published);
      }),
    );
    const stopped = await joinSession(console, this.#dbg, { stopOnEntry: false });
    const runs = (await console.debuggee.threads()).length > 0;
    const what = stopped !== undefined ? 'a script is paused' : runs ? 'a script runs' : 'nothing runs';
    await console.note(
      `Attached to ${id}: ${what}.${stopped === undefined ? ' pause stops what runs, continue waits for a stop.' : ''}`,
    );
    if (stopped === undefined) conversation.ask();
    else conversation.saw({ event: 'stopped', body: stopped });
    let code: number = EXIT.ok;
    const gone = new Promise<'gone'>((resolve) => {
      this.#disposables.push(
        onDebugSignals(
          (signal) => {
            code = SIGNAL_EXIT[signal];
            resolve('gone');
          },
          () => this.#interrupted(conversation),
        ),
      );
    });
    const lost = new Promise<'gone'>((resolve) => {
      this.#disposables.push(
        client.watch((error) => {
          code = EXIT.kernelGone;
          void console.note(error instanceof Error ? error.message : String(error));
          resolve('gone');
        }),
      );
    });
    await Promise.race([this.#follow(conversation), gone, lost]);
    return code;
  }

  async dispose(): Promise<void> {
    for (const disposable of this.#disposables.splice(0)) await disposable.dispose();
    this.#dbg.dispose();
  }

  async #follow(conversation: Conversation): Promise<void> {
    const { console } = this;
    for (;;) {
      const ending = await conversation.follow();
      if (ending === 'restart')
        await console.note('The script was not started from here: its own client starts it again.');
      else if (ending === 'kill') await console.debuggee.ask('terminate', {});
      else {
        const suspendDebuggee = ending === 'detach paused';
        await console.debuggee.ask('disconnect', { suspendDebuggee }).catch(() => undefined);
        return;
      }
      conversation.ask();
    }
  }

  #converse(save: () => void): Conversation {
    const { console } = this;
    const conversation: Conversation = new Conversation(console, this.stage.prompt!, {
      mayEnd: async () => true,
      onChanged: async () => save(),
      // Nobody is there who could go on with a pause.
      onNoMore: async () => conversation.ended(),
      onThread: (reason) => {
        if (reason !== 'exited') return;
        console.pause = undefined;
        void console.note('The run has ended.');
        conversation.ask();
      },
    });
    return conversation;
  }

  /** Ctrl+C while a stop is waited for: pauses, twice ends what runs. */
  #interrupted(conversation: Conversation): boolean {
    const isTwice = Date.now() - this.#interruptedAt < TWICE_MS;
    this.#interruptedAt = Date.now();
    const { debuggee } = this.console;
    if (this.stage.prompt?.isInteractive !== true) return false;
    // Where nothing runs, the prompt is what is wanted.
    debuggee.ask(isTwice ? 'terminate' : 'pause', {}).catch(() => conversation.ask());
    return true;
  }
}
