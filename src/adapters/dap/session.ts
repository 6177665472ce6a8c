// One client of the DAP server: its requests, in the order in which they come, and what it may ask when. Control thread.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Disposable } from '../../base/disposable.js';
import type { Logger } from '../../base/log.js';
import type { Capabilities } from '../../protocol/dap-types.js';
import { parseDapArguments } from '../../protocol/dap.js';
import type { JsonObject } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import { Debuggee } from './debuggee-session.js';
import type { DebuggeeSource } from './debuggee.js';
import { failed, refusalOf, refused, textOf } from './failure.js';
import type { Framed } from './framing.js';
import { parseAttach, parseLaunch, unknownArguments } from './launch-arguments.js';
import type { Answer, Incoming } from './outbox.js';
import { Outbox } from './outbox.js';
import { View } from './view.js';

export interface DapSessionOptions {
  readonly source: DebuggeeSource;
  /** Of kernels of this version. */
  readonly capabilities: Capabilities;
  /** Its promise settles when more may come. */
  readonly write: (message: JsonObject) => void | Promise<void>;
  readonly logger: Logger;
  /** What `launch` and `attach` must bring along. */
  readonly token?: string | undefined;
  /** The client has said good-bye, and has its answer. */
  readonly onEnd: () => void;
}

interface DapRequest extends Incoming {
  readonly args: JsonObject;
}

/** Events wait for the responses to these. */
const CAUSING =
  /^(launch|attach|configurationDone|restart|continue|next|step.*|goto|runTo|pause|set.*Breakpoints|disconnect|terminate)$/;
const BREAKPOINTS = /^set(|Function|Exception|Data)Breakpoints$/;

export class DapSession implements Disposable {
  readonly #outbox: Outbox;
  readonly #debuggee: Debuggee;
  #initialize: JsonObject | undefined;
  #isAdmitted: boolean;
  #hasEnded = false;

  constructor(private readonly options: DapSessionOptions) {
    this.#outbox = new Outbox(options.write);
    this.#debuggee = new Debuggee(options.source, this.#outbox, options.capabilities);
    this.#isAdmitted = options.token === undefined;
  }

  /** Never throws: what is wrong with it is told or logged. */
  take(framed: Framed): void {
    if (framed.type === 'malformed') {
      this.#log(framed.problem);
      return;
    }
    const { type, seq, command, arguments: args } = framed.message;
    if (type === 'response') return;
    const incoming = {
      seq: Number.isSafeInteger(seq) ? Number(seq) : 0,
      command: typeof command === 'string' ? command : '',
    };
    if (type !== 'request' || typeof command !== 'string' || incoming.seq !== seq) {
      this.#log('a message is no request');
      this.#outbox.respond(incoming, failed(refused('a request has type "request", a number seq and a text command')));
      return;
    }
    const served = this.#serve({ ...incoming, args: isObject(args) ? args : {} });
    this.#outbox.expect(served, CAUSING.test(command));
  }

  /** The client has gone. */
  async dispose(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    await this.#debuggee.leave({});
  }

  async #serve(request: DapRequest): Promise<void> {
    const { command } = request;
    const answer = await this.#answer(request).catch((error: unknown) => {
      const isStart = command === 'launch' || command === 'attach';
      return failed(error, isStart);
    });
    this.#outbox.respond(request, answer);
    if (command === 'disconnect') this.options.onEnd();
  }

  async #answer(request: DapRequest): Promise<Answer> {
    const { command, args, seq } = request;
    if (command === 'initialize') return succeeded(this.#open(args));
    if (this.#initialize === undefined) throw refused(`${command} comes before initialize`);
    if (command === 'disconnect') return this.#disconnect(args);
    if (command === 'launch' || command === 'attach') return this.#start(command, args);
    if (!this.#isAdmitted) throw refused(`${command} comes before launch or attach with the token of this server`);
    switch (command) {
      case 'configurationDone':
        await this.#debuggee.configured();
        return succeeded();
      case 'restart':
        await this.#debuggee.restart(isObject(args['arguments']) ? args['arguments'] : undefined);
        return succeeded();
      case 'terminate':
        return this.#debuggee.terminate(request);
      case 'cancel':
        await this.#debuggee.cancel(args['requestId']);
        return succeeded();
      default: {
        const refusal = refusalOf(command);
        if (refusal !== undefined) throw refusal;
        if (BREAKPOINTS.test(command)) return this.#debuggee.setBreakpoints(command, args, seq);
        return this.#debuggee.request(command, args, seq);
      }
    }
  }

  #open(args: JsonObject): JsonObject {
    if (this.#initialize !== undefined) throw refused('initialize has come already');
    const view = parseDapArguments('initialize', args);
    this.#initialize = args;
    this.#debuggee.view = new View(view);
    this.#debuggee.initialize = args;
    return { ...this.options.capabilities, supportsRestartRequest: true } as unknown as JsonObject;
  }

  async #start(command: 'launch' | 'attach', args: JsonObject): Promise<Answer> {
    this.#admit(args['token']);
    for (const problem of unknownArguments(command, args)) {
      void this.#outbox.event('output', { category: 'console', output: `${problem}\n` });
    }
    if (command === 'launch') await this.#debuggee.launch(parseLaunch(args));
    else await this.#debuggee.attach(parseAttach(args));
    void this.#outbox.event('initialized');
    return succeeded();
  }

  #admit(given: unknown): void {
    const { token } = this.options;
    if (token === undefined) return;
    if (typeof given !== 'string' || !isSame(given, token)) {
      throw refused('arguments.token is not the token that llmspell debug-server has printed');
    }
    this.#isAdmitted = true;
  }

  async #disconnect(args: JsonObject): Promise<Answer> {
    if (this.#hasEnded) return succeeded();
    this.#hasEnded = true;
    await this.#debuggee.leave(args).catch((error: unknown) => this.#log(textOf(error)));
    return succeeded();
  }

  #log(message: string): void {
    this.options.logger.log({ level: 'warn', module: 'adapters.dap', message });
  }
}

function succeeded(body?: JsonObject): Answer {
  return { success: true, ...(body !== undefined && { body }) };
}

/** In constant time, whatever the lengths. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
