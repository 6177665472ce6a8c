// One client of the Debug Adapter Protocol and what it debugs: requests are served one after the other, most of them by the debugger
// of a kernel's session. Control thread.
//
// A response is sent before the events that its request has caused: what the debugger tells meanwhile waits.

import type { Readable, Writable } from 'node:stream';
import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import type { Logger } from '../../base/log.js';
import type { DebugEventSeen } from '../../client/kernel-debugger.js';
import { KernelDebugger } from '../../client/kernel-debugger.js';
import type { Capabilities } from '../../protocol/dap-types.js';
import { dapRefusals, isDapCommand } from '../../protocol/dap.js';
import type { JsonObject, Schema } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { AttachArguments, InitializeArguments, LaunchArguments, Request } from './arguments.js';
import {
  attachArguments,
  disconnectArguments,
  initializeArguments,
  launchArguments,
  parseRequest,
} from './arguments.js';
import { BreakpointIds } from './breakpoint-ids.js';
import { DapConnection } from './connection.js';
import type { Debuggee, Debuggees, Launched } from './debuggee.js';
import { isToken } from './is-token.js';
import { LaunchedScript } from './launched-script.js';
import type { OutputEvent } from './run-output.js';
import { Translation } from './translation.js';

export interface AdapterOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly debuggees: Debuggees;
  /** What the debugger of a kernel can do. */
  readonly capabilities: Capabilities;
  /** Without it in `launch` or `attach` nothing is served. */
  readonly token?: string | undefined;
  readonly logger: Logger;
}

/** What the adapter does beside that. */
const OWN_CAPABILITIES: Capabilities = { supportsRestartRequest: true };

/** Requests after which the script goes on: `continued` would say nothing new. */
const RESUMING = new Set(['continue', 'next', 'stepIn', 'stepOut', 'goto', 'runTo']);
/** Requests that do not wait for those before them. */
const URGENT = new Set(['cancel', 'disconnect', 'terminate']);
/** Events that are the adapter's to send. */
const OWN_EVENTS = new Set(['initialized', 'terminated', 'exited']);

export class DebugAdapter implements Disposable {
  /** Resolves when the client has gone and nothing of its session is left. */
  readonly ended: Promise<void>;
  readonly #connection: DapConnection;
  readonly #ids = new BreakpointIds();
  #client: InitializeArguments | undefined;
  #translation: Translation;
  #debuggee: Debuggee | undefined;
  #script: LaunchedScript | undefined;
  #debugger: KernelDebugger | undefined;
  #isDebugged = true;
  #isStopped = false;
  #resumed = 0;
  #serving = 0;
  /** What is sent when no request is being served. */
  #held: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #ending: Promise<void> | undefined;
  #settleEnded!: () => void;

  constructor(private readonly options: AdapterOptions) {
    this.ended = new Promise((resolve) => (this.#settleEnded = resolve));
    this.#client = undefined;
    this.#translation = new Translation(initializeArguments.parse({}, 'arguments'));
    this.#connection = new DapConnection(options.input, options.output, {
      onMessage: (message) => this.#take(message),
      onError: (text) => this.#say('important', `llmspell: ${text}\n`),
      onClose: () => void this.dispose(),
    });
  }

  /** Ends what it has launched, leaves what it has attached to. */
  dispose(): Promise<void> {
    this.#ending ??= this.#close();
    return this.#ending;
  }

  async #close(): Promise<void> {
    await this.#leave({ terminateDebuggee: this.#script !== undefined, suspendDebuggee: false }).catch(() => undefined);
    this.#connection.dispose();
    this.#settleEnded();
  }

  // --- Requests ------------------------------------------------------------------------------------------------------

  #take(message: unknown): void {
    let request: Request;
    try {
      request = parseRequest(message);
    } catch (error) {
      // Responses to requests of ours, of which there are none, included.
      this.#say('important', `llmspell: ${(error as Error).message}\n`);
      return;
    }
    if (URGENT.has(request.command)) void this.#serve(request);
    else this.#last = this.#last.then(() => this.#serve(request));
  }

  async #serve(request: Request): Promise<void> {
    const { seq: request_seq, command } = request;
    let after: (() => void) | undefined;
    this.#serving++;
    try {
      const { body, after: next } = await this.#answer(request);
      after = next;
      void this.#connection.send('response', { request_seq, command, success: true, ...(body && { body }) });
      if (RESUMING.has(command)) this.#isStopped = false;
    } catch (error) {
      void this.#connection.send('response', {
        request_seq,
        command,
        success: false,
        ...this.#failure(command, error),
      });
    }
    this.#serving--;
    after?.();
    if (this.#serving === 0) for (const send of this.#held.splice(0)) send();
  }

  #failure(command: string, error: unknown): JsonObject {
    if (!(error instanceof SpellError)) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.options.logger.log({ level: 'error', module: 'adapters.dap', message: `${command} failed: ${text}` });
      return { message: `internal error: ${error instanceof Error ? error.message : String(error)}` };
    }
    const format = error.help === undefined ? error.message : `${error.message}\n${error.help}`;
    const message = error.details?.['dap'];
    const showUser = command === 'launch' || command === 'attach';
    return {
      message: typeof message === 'string' ? message : error.message,
      body: { error: { id: 1, format: format.replace(/[{}]/g, ''), showUser } },
    };
  }

  async #answer({ command, arguments: given }: Request): Promise<Answer> {
    if (this.#client === undefined && command !== 'initialize') throw refused('send initialize first');
    switch (command) {
      case 'initialize':
        return this.#initialize(parse(initializeArguments, given));
      case 'launch':
        return this.#launch(parse(launchArguments, given));
      case 'attach':
        return this.#attach(parse(attachArguments, given));
      case 'configurationDone':
        return { after: () => void this.#begin() };
      case 'disconnect': {
        const { terminateDebuggee = this.#script !== undefined, suspendDebuggee } = parse(disconnectArguments, given);
        await this.#leave({ terminateDebuggee, suspendDebuggee });
        return { after: () => void this.#connection.flush().then(() => this.dispose()) };
      }
      case 'terminate':
        return this.#terminate();
      case 'restart':
        return this.#restart();
      default:
        return { body: await this.#forward(command, isObject(given) ? given : {}) };
    }
  }

  #initialize(client: InitializeArguments): Answer {
    this.#client = client;
    this.#translation = new Translation(client);
    return { body: { ...this.options.capabilities, ...OWN_CAPABILITIES } as JsonObject };
  }

  async #launch(args: LaunchArguments): Promise<Answer> {
    this.#admit(args);
    const launched = await this.#withProgress(`Starting ${args.program}`, () => this.options.debuggees.launch(args));
    this.#isDebugged = !args.noDebug;
    this.#script = new LaunchedScript(args, {
      show: (event) => this.#show(event),
      say: (text) => this.#say('console', text),
      onEnd: (exitCode) => this.#ended(exitCode),
    });
    await this.#open(launched, args);
    return { after: () => this.#ready(launched, 'launch') };
  }

  async #attach(args: AttachArguments): Promise<Answer> {
    this.#admit(args);
    const opened = await this.#withProgress('Connecting to the kernel', () => this.options.debuggees.attach(args));
    await this.#open(opened, args);
    void opened.client.lost().then((error) => this.#lost(error));
    return { after: () => this.#ready(opened, 'attach') };
  }

  /** @throws SpellError `DAP_TOKEN` and `DAP_REFUSED` */
  #admit({ token = '', pathMappings }: AttachArguments): void {
    if (this.options.token !== undefined && !isToken(token, this.options.token)) {
      throw new SpellError('DAP_TOKEN', 'The token is missing or is not the right one', {
        help: 'put the token that llmspell debug-server shows into the configuration, as "token"',
      });
    }
    if (this.#debuggee !== undefined)
      throw refused('something is debugged already: one session has one launch or attach');
    this.#translation = new Translation(this.#client!, pathMappings);
  }

  async #open(debuggee: Debuggee, args: AttachArguments | LaunchArguments): Promise<void> {
    this.#debuggee = debuggee;
    await debuggee.client.ready();
    if (!this.#isDebugged) return;
    const opened = new KernelDebugger(debuggee.client, debuggee.session);
    this.#debugger = opened;
    opened.onEvent((event) => this.#tell(event));
    const { clientID = '' } = this.#client!;
    const { skipFiles, stopOnEntry, evaluateTimeoutMs } = args;
    await opened.ask('initialize', { clientID: clientID === 'jupyterlab' ? '' : clientID });
    await opened.ask('attach', {
      skipFiles,
      stopOnEntry,
      ...(evaluateTimeoutMs !== undefined && { evaluateTimeoutMs }),
    });
    await this.#ids.replay((command, each) => this.#askKernel(opened, command, each));
  }

  #ready({ name, isLocal }: Debuggee, startMethod: 'launch' | 'attach'): void {
    void this.#event('process', { name, isLocalProcess: isLocal, startMethod });
    void this.#event('initialized');
  }

  /** All is set: the script begins, or what is paused already is told. */
  async #begin(): Promise<void> {
    if (this.#script !== undefined) return this.#script.begin(this.#debuggee as Launched);
    const { stopped } = (await this.#debugger?.ask('debugInfo', {})) ?? {};
    if (isObject(stopped)) this.#tell({ event: 'stopped', body: stopped });
  }

  async #terminate(): Promise<Answer> {
    if (this.#script !== undefined) {
      this.#script.end();
      return {};
    }
    await this.#debugger?.ask('terminate', {});
    return { after: () => void this.#event('terminated') };
  }

  async #restart(): Promise<Answer> {
    const script = this.#script;
    if (script === undefined)
      throw refused('only what was launched can be restarted: a kernel does not know how its code was started');
    await script.stop();
    await this.#release();
    // Nothing of the run before is to be seen: another kernel, or a session without what it has left.
    const launched = await this.options.debuggees.launch(script.args);
    await this.#open(launched, script.args);
    return { after: () => void script.begin(launched) };
  }

  async #forward(command: string, args: JsonObject): Promise<JsonObject | undefined> {
    const isSetting = BreakpointIds.isSetting(command);
    const given = this.#translation.toKernel(command, args);
    if (this.#debugger === undefined) return this.#withoutDebugger(command, given, isSetting);
    if (this.#script?.takesInput(command, args, this.#isStopped) === true) return { result: '', variablesReference: 0 };
    if (RESUMING.has(command)) this.#resumed++;
    try {
      const body = await this.#askKernel(this.#debugger, command, given);
      const own = isSetting ? this.#ids.answered(command, given, body) : body;
      return this.#translation.toClient(command, own);
    } catch (error) {
      if (RESUMING.has(command)) this.#resumed--;
      throw error;
    }
  }

  /** Before `launch` and `attach`, and where nothing is debugged. */
  #withoutDebugger(command: string, args: JsonObject, isSetting: boolean): JsonObject {
    if (isSetting) return this.#translation.toClient(command, this.#ids.pending(command, args));
    if (command === 'threads') return { threads: this.#debuggee === undefined ? [] : [{ id: 1, name: 'main' }] };
    if (!isDapCommand(command)) throw unknownCommand(command);
    throw refused(this.#debuggee === undefined ? 'send launch or attach first' : 'the script runs without debugging');
  }

  async #askKernel(kernel: KernelDebugger, command: string, args: JsonObject): Promise<JsonObject> {
    const { success, message, body } = await kernel.request(command, args);
    const content = isObject(body) ? body : {};
    if (success) return content;
    const error = isObject(content['error']) ? content['error'] : {};
    const format = typeof error['format'] === 'string' ? error['format'] : undefined;
    throw new SpellError('DAP_REFUSED', format ?? message ?? `${command} was refused`, { details: { dap: message } });
  }

  // --- Events --------------------------------------------------------------------------------------------------------

  #tell(event: DebugEventSeen): void {
    if (OWN_EVENTS.has(event.event)) return;
    if (this.#serving > 0) {
      this.#held.push(() => this.#tell(event));
      return;
    }
    if (event.event === 'continued' && this.#resumed > 0) {
      this.#resumed--;
      return;
    }
    if (event.event === 'stopped') this.#isStopped = true;
    if (event.event === 'continued') this.#isStopped = false;
    void this.#event(event.event, this.#translation.toClient(event.event, this.#ids.told(event.event, event.body)));
  }

  /** Output of the script; a promise holds it back. */
  #show(event: OutputEvent): void | Promise<void> {
    if (this.#serving === 0) return this.#event('output', { ...event });
    this.#held.push(() => void this.#event('output', { ...event }));
    return undefined;
  }

  #event(event: string, body?: JsonObject): void | Promise<void> {
    return this.#connection.send('event', { event, ...(body && { body }) });
  }

  #say(category: 'console' | 'important', output: string): void {
    void this.#event('output', { category, output });
  }

  #ended(exitCode: number): void {
    void this.#event('exited', { exitCode });
    void this.#event('terminated');
  }

  /** The kernel has gone. */
  #lost(error: unknown): void {
    if (this.#ending !== undefined || this.#debuggee === undefined) return;
    this.#say('important', `llmspell: ${error instanceof Error ? error.message : String(error)}\n`);
    void this.#event('terminated');
  }

  async #withProgress<T>(title: string, work: () => Promise<T>): Promise<T> {
    if (this.#client?.supportsProgressReporting !== true) return work();
    const progressId = title;
    void this.#event('progressStart', { progressId, title });
    try {
      return await work();
    } finally {
      void this.#event('progressEnd', { progressId });
    }
  }

  // --- The end -------------------------------------------------------------------------------------------------------

  async #leave(how: { readonly terminateDebuggee: boolean; readonly suspendDebuggee: boolean }): Promise<void> {
    if (this.#debuggee === undefined) return;
    if (this.#script !== undefined && (how.terminateDebuggee || this.#debuggee.isLocal)) await this.#script.stop();
    const asked = this.#debugger?.ask('disconnect', {
      suspendDebuggee: how.suspendDebuggee,
      terminateDebuggee: this.#script === undefined && how.terminateDebuggee,
    });
    await asked?.catch(() => undefined);
    await this.#release();
  }

  async #release(): Promise<void> {
    const debuggee = this.#debuggee;
    this.#debugger?.dispose();
    this.#debugger = undefined;
    this.#debuggee = undefined;
    this.#isStopped = false;
    this.#resumed = 0;
    await debuggee?.dispose();
  }
}

interface Answer {
  readonly body?: JsonObject | undefined;
  /** Done when the response is out. */
  readonly after?: () => void;
}

function parse<T>(schema: Schema<T>, given: unknown): T {
  return schema.parse(given ?? {}, 'arguments');
}

function refused(text: string): SpellError {
  return new SpellError('DAP_REFUSED', text);
}

function unknownCommand(command: string): SpellError {
  const why = Object.hasOwn(dapRefusals, command) ? dapRefusals[command] : undefined;
  return refused(why === undefined ? `there is no request '${command}'` : `${command} is not supported: ${why}`);
}
