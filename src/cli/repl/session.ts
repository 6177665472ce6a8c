// The session of the prompt in its kernel: runs inputs, shows what comes of them and of others. Control thread.

import type { Disposable } from '../../base/disposable.js';
import type { Execution } from '../../client/execution.js';
import type { KernelClient } from '../../client/kernel-client.js';
import type { AnswerInput } from '../../client/input.js';
import type { Output, Published } from '../../client/output.js';
import { isOutput } from '../../client/output.js';
import { streamBytes } from '../../client/stream-bytes.js';
import { SpellError } from '../../base/errors.js';
import type { Report } from '../../diagnostics/report.js';
import type { Stage } from '../debug/stage.js';
import type { KernelLink } from '../kernel-link.js';
import type { CliOptions } from '../options.js';
import { paint } from '../paint.js';
import { failureText } from '../reload/broken-file.js';
import { toRunResult } from '../run-result.js';
import type { ReplSettings } from './settings.js';
import { isKept } from './settings.js';

export interface SessionOptions {
  /** Where relative paths of runs begin. */
  readonly workingDirectory: () => string;
  readonly cli: CliOptions;
  readonly settings: ReplSettings;
  readonly stage: Stage;
  readonly onInput: AnswerInput;
  /** Called with each run while it goes on, which ends with the promise. */
  readonly whileRunning: (execution: Execution) => Promise<void>;
  /** How long it was paused, since this was asked last. */
  readonly takePausedMs: () => number;
}

export type Ran = { readonly kind: 'ok' | 'failed' } | { readonly kind: 'exit'; readonly code: number };

/** What a run takes that the prompt does for itself. */
export interface RunOptions {
  /** Not counted and not in the history. */
  readonly isOwn?: boolean;
  /** As Lua wants it. */
  readonly chunkName?: string;
  readonly scriptName?: string;
  readonly args?: readonly string[];
  readonly noEcho?: boolean;
}

const MAIN_SESSION = 'main';

export class ReplSession implements Disposable {
  /** Inputs that have run. */
  runs = 0;
  /** Of the next input; `_N` holds its result then. */
  number = 1;
  failures = 0;
  /** Of the last run, without the pauses in it. */
  lastMs: number | undefined;
  /** The pauses in it. */
  lastPausedMs = 0;
  kernelName = 'embedded';
  #link: KernelLink | undefined;
  #running: Execution | undefined;
  #listening: Disposable | undefined;
  #line = '';

  constructor(private readonly options: SessionOptions) {}

  /** The name of the session in its kernel. */
  get name(): string {
    return this.options.cli.session ?? MAIN_SESSION;
  }

  get isLocal(): boolean {
    return this.#link?.isLocal ?? true;
  }

  /** @throws while there is no kernel yet: it is waited for before anything is run */
  get client(): KernelClient {
    if (this.#link === undefined) throw new SpellError('KERNEL_NOT_FOUND', 'the kernel is not there yet');
    return this.#link.client;
  }

  get hasKernel(): boolean {
    return this.#link !== undefined;
  }

  async use(link: KernelLink): Promise<void> {
    await this.#listening?.dispose();
    await this.#link?.dispose();
    this.#link = link;
    this.number = 1;
    this.#listening = link.isLocal ? undefined : link.client.onPublished((published) => void this.#seen(published));
    await link.client.ready();
  }

  /** Runs an input, and shows what comes of it. @throws SpellError `KERNEL_*` when the kernel goes */
  async run(code: string, options: RunOptions = {}): Promise<Ran> {
    const { isOwn = false, chunkName, scriptName, noEcho = false, args = [] } = options;
    const { settings, stage, onInput, cli } = this.options;
    const folder = this.#folder();
    if (!isOwn) this.runs++;
    const isStored = !isOwn && isKept(settings, code);
    const execution = this.client.execute(code, {
      storeHistory: isStored,
      stopOnError: false,
      onInput,
      onOutput: (output) => this.#show(output),
      vendor: {
        echo: !noEcho,
        keep_locals: settings.locals,
        keep_secrets: true,
        ...(isOwn ? {} : { keep_result: this.number }),
        stream_tokens: cli.stream,
        args,
        ...(folder === undefined ? {} : { working_directory: folder }),
        ...(chunkName === undefined ? {} : { chunk_name: chunkName }),
        ...(scriptName === undefined ? {} : { script_name: scriptName }),
        ...(cli.timeoutMs === undefined ? {} : { timeout_ms: Math.ceil(cli.timeoutMs) }),
      },
    });
    this.#running = execution;
    this.#line = '';
    this.options.takePausedMs();
    try {
      await this.options.whileRunning(execution);
      const done = await execution.done;
      this.lastPausedMs = this.options.takePausedMs();
      const ms = done.run?.duration_ms;
      this.lastMs = ms === undefined ? undefined : Math.max(0, ms - this.lastPausedMs);
      if (!isOwn)
        this.number =
          (isStored && done.reply.status !== 'aborted' ? (done.reply.execution_count ?? this.number) : this.number) + 1;
      const result = toRunResult(done);
      if (result.status === 'exit') return { kind: 'exit', code: result.code & 0xff };
      if (result.status === 'ok') return { kind: 'ok' };
      this.failures++;
      await stage.say(await this.#failureText(result.shown));
      return { kind: 'failed' };
    } finally {
      this.#running = undefined;
      await stage.finish();
    }
  }

  /** What has been written of the line that the cursor is in. */
  get lineSoFar(): string {
    return this.#line;
  }

  /** What runs. */
  get execution(): Execution | undefined {
    return this.#running;
  }

  /** Resolves when what runs has ended; undefined where nothing does. */
  get running(): Promise<void> | undefined {
    return this.#running?.done.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Ends what runs; false where nothing does. */
  interrupt(): boolean {
    if (this.#running === undefined) return false;
    void this.client.end(this.#running);
    return true;
  }

  async dispose(): Promise<void> {
    await this.#listening?.dispose();
    await this.#link?.dispose();
  }

  /** Undefined where it is the kernel's own, or one of another machine. */
  #folder(): string | undefined {
    const folder = this.options.workingDirectory();
    const isOwn = this.isLocal && folder === process.cwd();
    return isOwn || this.#link?.sharesFolders !== true ? undefined : folder;
  }

  #show(output: Output): void | Promise<void> {
    const written = output.type === 'stream' ? this.#line + Buffer.from(streamBytes(output)).toString() : '';
    this.#line = written.slice(written.lastIndexOf('\n') + 1);
    return this.options.stage.take(output);
  }

  async #failureText(shown: Report | SpellError): Promise<string> {
    const { stage } = this.options;
    if (shown instanceof SpellError) return failureText(shown, stage);
    const { renderTerminal } = await import('../../diagnostics/render-terminal.js');
    return renderTerminal(shown, { color: stage.hasColor, width: stage.width });
  }

  /** Of others in the same session: shown, and that it is theirs. */
  async #seen(published: Published): Promise<void> {
    const { stage } = this.options;
    const { parent, vendor } = published;
    if (!isOutput(published) || parent === undefined || parent.session === this.#link?.client.id) return;
    if ((vendor.session ?? MAIN_SESSION) !== this.name) return;
    if (published.type === 'execute_input') {
      const who = parent.username === '' ? 'another client' : parent.username;
      await stage.say(paint('gray', `${who} runs: ${published.content.code}\n`, stage.hasColor));
    } else if (published.type === 'error') {
      await stage.say(`${published.content.ename}: ${published.content.evalue}\n`);
    } else {
      await stage.take(published);
      await stage.finish();
    }
  }
}
