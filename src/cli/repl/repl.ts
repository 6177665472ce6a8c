// The prompt: reads inputs, and has commands, the session or the debugger do what they say. Control thread.

import { SpellError } from '../../base/errors.js';
import type { ConfiguredKey } from '../../config/kinds/prompt.js';
import type { Execution } from '../../client/execution.js';
import type { KernelStatus } from '../../kernel/contract.js';
import type { JsonObject } from '../../protocol/schema.js';
import { paint } from '../paint.js';
import type { HelpLayout } from '../page.js';
import type { Stage } from '../debug/stage.js';
import type { KernelLink } from '../kernel-link.js';
import type { CliOptions } from '../options.js';
import { failureText } from '../reload/broken-file.js';
import type { ChatSettings } from './commands/chat.js';
import { NO_CHAT } from './commands/chat.js';
import type { Command, CommandContext, Outcome } from './commands/command.js';
import { COMMANDS, findCommand, nearCommand, parseCommand } from './commands/registry.js';
import { formatMs } from './commands/values.js';
import type { Debugging } from './debugging.js';
import { editOutside } from './external-editor.js';
import { HistoryEntries } from './history/entries.js';
import type { Console } from './console.js';
import { ReplSession } from './session.js';
import { isKept } from './settings.js';
import type { Ran, RunOptions } from './session.js';
import type { ReplSettings } from './settings.js';
import { shellEscape } from './shell-escape.js';
import { counted } from '../../services/counted.js';

export interface ReplOptions {
  readonly cli: CliOptions;
  readonly settings: ReplSettings;
  readonly stage: Stage;
  readonly openLink: (address: string | undefined) => Promise<KernelLink>;
  readonly openConsole: (repl: Repl) => Console;
  /** Of the configuration. */
  readonly keys: readonly ConfiguredKey[];
  /** Files that are loaded are watched. */
  readonly reloads: boolean;
}

/** What is run at every start. */
export interface StartFile {
  readonly path: string;
  readonly code: string;
}

export class Repl implements CommandContext {
  readonly commands: readonly Command[] = COMMANDS;
  readonly history = new HistoryEntries();
  readonly inputs: string[] = [];
  readonly chat: ChatSettings = { ...NO_CHAT };
  lastFile: string | undefined;
  readonly session: ReplSession;
  readonly settings: ReplSettings;
  readonly firstSettings: Readonly<ReplSettings>;
  workingDirectory = process.cwd();
  readonly #console: Console;
  #kernel: Promise<void> | undefined;
  #debugging: Debugging | undefined;
  #prefill = '';
  #hasFailed = false;
  /** Somebody wants to go as soon as what runs has ended. */
  #isLeaving = false;

  constructor(private readonly options: ReplOptions) {
    const { cli, settings, stage } = options;
    this.settings = settings;
    this.firstSettings = { ...settings };
    this.session = new ReplSession({
      cli,
      settings,
      stage,
      workingDirectory: () => this.workingDirectory,
      onInput: (request, signal) => this.#console.readInput(request, signal),
      whileRunning: (execution) => this.#whileRunning(execution),
      takePausedMs: () => this.#debugging?.takePausedMs() ?? 0,
    });
    this.#console = options.openConsole(this);
    stage.prompt = this.#console.debugPrompt;
    this.settingsChanged();
  }

  get layout(): HelpLayout {
    const { width, hasColor } = this.options.stage;
    return { width, hasColor };
  }

  get debugging(): Debugging | undefined {
    return this.#debugging;
  }

  /** Until there are no more inputs. @param first run before, in order. @returns the exit code */
  async start(file: StartFile | undefined, first: readonly string[]): Promise<number> {
    const { isInteractive } = this.#console;
    // The prompt is there before the kernel.
    let next = isInteractive && file === undefined && first.length === 0 ? this.#read() : undefined;
    if (next !== undefined) await new Promise((resolve) => setImmediate(resolve));
    void this.#ready().catch(() => undefined);
    if (file !== undefined) await this.#guarded(() => this.#startFile(file));
    for (const code of first) {
      const outcome = await this.#guarded(() => this.#input(code));
      if (outcome !== 'stay') return outcome.leave;
    }
    for (;;) {
      if (this.#isLeaving) return 0;
      const line = await (next ?? this.#read());
      next = undefined;
      if (line === undefined) continue;
      if (line === null) return isInteractive || !this.#hasFailed ? 0 : 1;
      const outcome = await this.#guarded(() => this.#input(line));
      if (outcome !== 'stay') return outcome.leave;
    }
  }

  /** What is paused ends, and the prompt with it. */
  leaveAfterRun(): void {
    this.#isLeaving = true;
  }

  /** Ctrl+D while something runs. */
  async askToLeave(): Promise<void> {
    const { running } = this.session;
    if (running === undefined) {
      this.#isLeaving = true;
      return;
    }
    const ended = new AbortController();
    void running.then(() => ended.abort());
    const answer = await this.#console.confirm('An input is still running. End it, and leave?', ended.signal);
    this.#isLeaving = answer !== false;
    if (answer === true) this.session.interrupt();
  }

  async dispose(): Promise<void> {
    await this.#console.dispose();
    this.#debugging?.dispose();
    await this.options.stage.finish();
    await this.session.dispose();
  }

  async #startFile({ path, code }: StartFile): Promise<Outcome> {
    const ran = await this.run(code, { isOwn: true, chunkName: `@${path}`, noEcho: true });
    return ran.kind === 'exit' ? { leave: ran.code } : 'stay';
  }

  #read(): Promise<string | null | undefined> {
    const initial = this.#prefill;
    this.#prefill = '';
    return this.#console.read({ prompt: `${this.session.number}> `, initial });
  }

  /** What is wrong with an input is said; a kernel that has gone ends the prompt. */
  async #guarded(act: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof SpellError) || /^KERNEL_(LOST|RESTARTED|CLOSED)$/.test(error.code)) throw error;
      await this.tell(error);
      return 'stay';
    }
  }

  async #input(text: string): Promise<Outcome> {
    if (text.trim() === '') return 'stay';
    if (isKept(this.settings, text)) this.history.add(text);
    const command = parseCommand(text);
    if (command !== undefined) return this.command(command.name, command.argument);
    if (/^\s*!/.test(text)) {
      await this.#console.lend(() => shellEscape(text.trim().slice(1), this.options.cli, this.workingDirectory));
      return 'stay';
    }
    this.inputs.push(text);
    const ran = await this.run(text);
    if (this.settings.perf && this.session.lastMs !== undefined)
      await this.say(this.#gray(formatMs(this.session.lastMs)));
    return ran.kind === 'exit' ? { leave: ran.code } : 'stay';
  }

  /** @throws SpellError `USAGE` */
  async command(name: string, argument: string): Promise<Outcome> {
    const command = findCommand(name);
    if (command !== undefined) return (await command.run(this, argument)) ?? 'stay';
    const near = nearCommand(name);
    throw new SpellError('USAGE', `there is no command '.${name}'`, {
      help: near === undefined ? '.help lists them' : `did you mean .${near}? .help lists all`,
    });
  }

  /** What was wrong with an input. */
  async tell(error: SpellError): Promise<void> {
    this.#hasFailed = true;
    await this.say(await failureText(error, this.layout));
  }

  // --- What commands work with ------------------------------------------------------------------------------------------

  say(text: string): Promise<void> {
    return this.options.stage.say(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Ends the line on the screen that an input was typed in. */
  async endLine(): Promise<void> {
    await this.options.stage.output.take('stdout', Buffer.from('\n'));
  }

  settingsChanged(): void {
    this.#console.use(this.settings, this.options.keys);
  }

  clearScreen(): void {
    this.#console.clear();
  }

  async infoText(): Promise<string> {
    const { session } = this;
    const where = session.isLocal ? 'in memory: it ends with this prompt' : `kernel ${session.kernelName}`;
    const status = (await this.kernelStatus()) as unknown as KernelStatus;
    const record = status.sessions.find(({ name }) => name === session.name)?.record;
    return [
      `session ${session.name}, ${where}`,
      `inputs run: ${session.runs}, failed: ${session.failures}`,
      ...(record?.id == null ? [] : [`kept: ${counted(record.steps, 'step')}, llmspell session show ${record.id}`]),
    ].join('\n');
  }

  async kernelStatus(): Promise<JsonObject> {
    await this.#ready();
    return this.session.client.status();
  }

  async run(code: string, options: RunOptions = {}): Promise<Ran> {
    await this.#ready();
    // Nothing else could make it stop; and what files say when they are loaded is wanted when they have changed.
    const isFile = options.scriptName !== undefined || /\b(?:require|dofile|loadfile)\b/.test(code);
    const mayPause = /\bDebugger\b/.test(code) && this.#console.isInteractive;
    if (isFile || mayPause) await (await this.#debugger()).join();
    const ran = await this.session.run(code, options);
    if (ran.kind === 'failed') this.#hasFailed = true;
    return ran;
  }

  async timed(code: string): Promise<number> {
    await this.#ready();
    const begin = performance.now();
    await this.run(code, { isOwn: true });
    return performance.now() - begin - this.session.lastPausedMs;
  }

  async about(code: string, cursor: number, withSource = false): Promise<string | undefined> {
    await this.#ready();
    const { inspectAt } = await import('./assist.js');
    return inspectAt(this.session.client, code, cursor, withSource);
  }

  async variables(): Promise<readonly { readonly name: string; readonly value: string }[]> {
    await this.#ready();
    const { keptLocals } = await import('./kept-names.js');
    const locals = await keptLocals(this.session.client, this.inputs);
    const own = new Set(locals.map(({ name }) => name));
    // What the prompt itself has put there is known.
    const isOwn = (name: string): boolean => name === 'Out' || /^_\d*$/.test(name) || own.has(name);
    const globals = (await (await this.#debugger()).globals()).filter(({ name }) => !isOwn(name));
    return [...locals, ...globals].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async models(): Promise<readonly string[]> {
    if (this.session.execution !== undefined) return [];
    await this.#ready();
    const { modelNames } = await import('./model-names.js');
    return modelNames(this.session.client);
  }

  prefill(text: string): void {
    this.#prefill = text;
  }

  editOutside(text: string): Promise<string | undefined> {
    return this.#console.lend(() => editOutside(text));
  }

  async reload(path: string): Promise<string> {
    await this.#ready();
    return (await this.#debugger()).reload(path);
  }

  async restart(): Promise<void> {
    if (this.lastFile === undefined) {
      throw new SpellError('USAGE', 'no file has been run', { help: '.run FILE runs one' });
    }
    await this.command('run', this.lastFile);
  }

  async pause(): Promise<void> {
    await this.#ready();
    await (await this.#debugger()).pauseNext();
    await this.say('The next input stops at its first line.');
  }

  /** Ctrl+\ while something runs. */
  async pauseRunning(): Promise<void> {
    await (await this.#debugger()).pauseNow(this.session.execution).catch(() => undefined);
  }

  async debug(line: string): Promise<void> {
    await this.#ready();
    await (await this.#debugger()).command(line);
  }

  /** Candidates, and what they replace at the end of the line. */
  async completeDebug(line: string): Promise<readonly [readonly string[], string]> {
    if (!this.session.hasKernel) return [[], ''];
    return (await this.#debugger()).complete(line);
  }

  async connect(address: string): Promise<void> {
    await this.#ready();
    const link = await this.options.openLink(address);
    await this.#begin(link, address === 'embedded' ? 'embedded' : address);
  }

  async reset(): Promise<void> {
    if (!this.session.isLocal) {
      throw new SpellError('USAGE', 'others may use this session: it is not emptied', {
        help: 'llmspell kernel restart empties all sessions of a kernel',
      });
    }
    await this.connect('embedded');
    await this.say('The session is empty.');
  }

  // --- The kernel -------------------------------------------------------------------------------------------------------

  #ready(): Promise<void> {
    this.#kernel ??= this.#open();
    return this.#kernel;
  }

  async #open(): Promise<void> {
    const { connect } = this.options.cli;
    await this.#begin(await this.options.openLink(connect), connect ?? 'embedded');
    this.#loadHistory();
  }

  async #begin(link: KernelLink, name: string): Promise<void> {
    this.#debugging?.dispose();
    this.#debugging = undefined;
    await this.session.use(link);
    this.session.kernelName = name;
    if (this.options.reloads) await (await this.#debugger()).watch();
  }

  #loadHistory(): void {
    if (!this.settings.history || !this.#console.isInteractive) return;
    this.session.client
      .request('history', { hist_access_type: 'tail', n: this.settings.history_size, output: false, raw: true })
      .then(({ history }) =>
        this.history.addOlder(history.map(([, , input]) => (typeof input === 'string' ? input : input[0]))),
      )
      .catch(() => undefined);
  }

  async #debugger(): Promise<Debugging> {
    if (this.#debugging !== undefined) return this.#debugging;
    const { Debugging: Loaded } = await import('./debugging.js');
    const { client, name } = this.session;
    this.#debugging = new Loaded({
      client,
      session: name,
      stage: this.options.stage,
      prompt: this.#console.debugPrompt,
    });
    return this.#debugging;
  }

  async #whileRunning(execution: Execution): Promise<void> {
    await this.#debugging?.follow(execution);
  }

  #gray(text: string): string {
    return paint('gray', text, this.layout.hasColor);
  }
}
