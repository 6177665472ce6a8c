// What one client debugs: a script that it has launched, or a kernel that it is attached to. Control thread.

import { Deferred } from '../../base/deferred.js';
import type { Disposable } from '../../base/disposable.js';
import { isOutput } from '../../client/output.js';
import type { Capabilities } from '../../protocol/dap-types.js';
import { parseDapArguments } from '../../protocol/dap.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { BreakpointIds } from './breakpoint-ids.js';
import { BreakpointMemory } from './breakpoint-memory.js';
import type { DebuggeeLink, DebuggeeSource } from './debuggee.js';
import { failed, refused, textOf } from './failure.js';
import type { AttachArguments, LaunchArguments } from './launch-arguments.js';
import { parseLaunch } from './launch-arguments.js';
import type { Answer, Incoming, Outbox } from './outbox.js';
import { LOST_EXIT_CODE, Program } from './program.js';
import { ProgramOutput } from './program-output.js';
import { withProgress } from './progress.js';
import { Target } from './target.js';
import { PLAIN_OPTIONS, View } from './view.js';

export class Debuggee implements Disposable {
  view = new View(PLAIN_OPTIONS);
  /** What the client has said of itself. */
  initialize: JsonObject = {};

  readonly #ids = new BreakpointIds();
  readonly #memory = new BreakpointMemory();
  /** Breakpoints may be sent before there is where to set them. */
  readonly #ready = new Deferred<Target | undefined>();
  readonly #setting = new Set<Promise<unknown>>();
  readonly #held: Disposable[] = [];
  #target: Target | undefined;
  #link: DebuggeeLink | undefined;
  #program: Program | undefined;
  #launched: LaunchArguments | undefined;
  #isStarted = false;
  #hasLeft = false;
  /** Settles when the one under way is over. */
  #restarting: Promise<void> = Promise.resolve();
  #isConfigured = false;

  constructor(
    private readonly source: DebuggeeSource,
    private readonly outbox: Outbox,
    private readonly capabilities: Capabilities,
  ) {}

  async launch(args: LaunchArguments): Promise<void> {
    await this.#begin(() => this.#launch(args));
    if (this.#isConfigured) void this.#allSet().then(() => this.#run());
  }

  async attach(args: AttachArguments): Promise<void> {
    await this.#begin(async () => {
      this.view = this.view.with(args.pathMappings);
      const link = await this.#kept(await this.source.attach(args));
      await this.#join(link, args);
      const output = new ProgramOutput();
      const listening = link.client.onPublished((published) => {
        if (!isOutput(published) || (published.vendor.session ?? 'main') !== (args.session ?? 'main')) return;
        for (const body of output.bodiesOf(published)) this.#emit('output', this.view.body(body));
      });
      this.#held.push(
        listening,
        link.client.watch((error) => this.#lost(error)),
      );
    });
    this.#emit('capabilities', { capabilities: { supportsRestartRequest: false } });
    this.#emit('process', { name: args.connect ?? 'kernel', startMethod: 'attach' });
    if (this.#isConfigured) this.#tellStops();
  }

  /** Everything is set: the script starts, or the client hears where it stands. */
  async configured(): Promise<void> {
    if (this.#isConfigured) return;
    this.#isConfigured = true;
    await this.#allSet();
    // Not awaited: the response comes first.
    if (this.#program !== undefined) void this.#run();
    else this.#tellStops();
  }

  async setBreakpoints(command: string, args: JsonObject, seq: number): Promise<Answer> {
    const setting = this.#ready.promise.then(async (): Promise<Answer> => {
      // After a restart it is another one.
      await this.#restarting;
      const target = this.#target;
      if (target === undefined) return unverified(args);
      const answer = await target.request(command, args, seq);
      this.#memory.keep(command, args, answer.body);
      return toAnswer(answer);
    });
    this.#setting.add(setting);
    return setting.finally(() => this.#setting.delete(setting));
  }

  async request(command: string, args: JsonObject, seq: number): Promise<Answer> {
    const target = this.#target;
    const input = this.#program?.input;
    const isTyped = command === 'evaluate' && args['context'] === 'repl' && target?.isStopped !== true;
    if (isTyped && input?.isWaiting === true) {
      input.type(typeof args['expression'] === 'string' ? args['expression'] : '');
      return { success: true, body: { result: '', variablesReference: 0 } };
    }
    if (target === undefined) return this.#withoutTarget(command);
    return toAnswer(await target.request(command, args, seq));
  }

  async cancel(seq: JsonValue | undefined): Promise<void> {
    if (typeof seq === 'number') await this.#target?.cancel(seq);
  }

  /** A launched script is started again, breakpoints are kept. */
  restart(again: JsonObject | undefined): Promise<void> {
    const restarted = this.#restarting.then(() => this.#restart(again));
    this.#restarting = restarted.catch(() => undefined);
    return restarted;
  }

  async #restart(again: JsonObject | undefined): Promise<void> {
    const args = again === undefined || Object.keys(again).length === 0 ? this.#launched : parseLaunch(again);
    if (this.#launched === undefined || args === undefined) {
      throw refused('only what was launched can be restarted, and this was not');
    }
    await this.#program?.abandon();
    await this.#leaveKernel({});
    for (const id of this.#memory.dropData()) {
      this.#emit('breakpoint', { reason: 'removed', breakpoint: { id, verified: false } });
    }
    this.#ids.forget();
    try {
      await this.#launch(args);
    } catch (error) {
      this.#program = undefined;
      this.#emit('terminated', {});
      throw error;
    }
    for (const { command, args: kept, ids } of this.#memory.all()) {
      const answer = await this.#target?.request(command, kept, undefined, ids);
      if (answer !== undefined) this.#memory.keep(command, kept, answer.body);
      for (const breakpoint of (answer?.body as { breakpoints?: JsonObject[] } | undefined)?.breakpoints ?? []) {
        this.#emit('breakpoint', { reason: 'changed', breakpoint });
      }
    }
    void this.#run();
  }

  async terminate(request: Incoming): Promise<Answer> {
    if (this.#program !== undefined) {
      this.#program.terminate();
      return { success: true };
    }
    return this.request('terminate', {}, request.seq);
  }

  /** What `disconnect` asks for: by default a launched script ends, and an attached kernel goes on. */
  async leave(given: JsonObject): Promise<void> {
    const args = parseDapArguments('disconnect', given);
    const isTerminated = this.#program !== undefined && given['terminateDebuggee'] !== false;
    this.#hasLeft = true;
    this.#ready.reject(refused('the client has left'));
    for (const each of this.#held.splice(0)) void each.dispose();
    if (isTerminated) await this.#program?.abandon();
    else if (this.#program !== undefined && this.#link?.isLocal === true) {
      await this.#target?.request('disconnect', {});
      await this.#program.finished;
    }
    await this.#leaveKernel({ ...args, terminateDebuggee: args.terminateDebuggee && this.#program === undefined });
  }

  async dispose(): Promise<void> {
    await this.leave({});
  }

  /** The client may have left while it was opened. */
  async #kept<T extends DebuggeeLink>(link: T): Promise<T> {
    if (!this.#hasLeft) return link;
    await link.dispose();
    throw refused('the client has left');
  }

  async #allSet(): Promise<void> {
    await Promise.allSettled(this.#setting);
  }

  async #begin(start: () => Promise<void>): Promise<void> {
    if (this.#isStarted) throw refused('a client launches or attaches once');
    this.#isStarted = true;
    try {
      await withProgress(this.outbox, this.initialize['supportsProgressReporting'] === true, start);
    } catch (error) {
      this.#isStarted = false;
      throw error;
    }
    this.#ready.resolve(this.#target);
  }

  async #launch(args: LaunchArguments): Promise<void> {
    this.view = this.view.with(args.pathMappings);
    const launched = await this.#kept(await this.source.launch(args, (path) => this.view.pathIn(path)));
    this.#launched = args;
    this.#program = new Program(launched, args, (event, body) => this.outbox.event(event, this.view.body(body)));
    await this.#join(launched, args, args.noDebug);
  }

  async #join(link: DebuggeeLink, args: AttachArguments, noDebug = false): Promise<void> {
    this.#link = link;
    if (noDebug) return;
    const emit = (event: string, body: JsonObject): void => this.#emit(event, body);
    const target = new Target({ link, args, view: this.view, ids: this.#ids, emit });
    try {
      const capabilities = await target.attach(this.initialize);
      if (JSON.stringify(capabilities) !== JSON.stringify(this.capabilities)) {
        this.#emit('capabilities', { capabilities });
      }
      this.#target = target;
    } catch (error) {
      target.dispose();
      this.#link = undefined;
      this.#program = undefined;
      await link.dispose();
      throw error;
    }
  }

  async #run(): Promise<void> {
    await this.#target?.tellStops().catch(() => undefined);
    await this.#program?.run();
  }

  async #leaveKernel(args: JsonObject): Promise<void> {
    const [target, link] = [this.#target, this.#link];
    this.#target = undefined;
    this.#link = undefined;
    if (target !== undefined && link?.isLocal !== true) await target.request('disconnect', args).catch(() => undefined);
    target?.dispose();
    await link?.dispose();
  }

  #withoutTarget(command: string): Answer {
    if (command === 'threads') return { success: true, body: { threads: [] } };
    return failed(
      refused(
        this.#isStarted ? `${command}: the script runs without debugger` : `${command} comes before launch or attach`,
      ),
    );
  }

  /** A kernel that has gone is told by its own means. */
  #tellStops(): void {
    this.#target?.tellStops().catch(() => undefined);
  }

  #lost(error: unknown): void {
    this.#emit('output', { category: 'stderr', output: `${textOf(error)}\n` });
    this.#emit('exited', { exitCode: LOST_EXIT_CODE });
    this.#emit('terminated', {});
  }

  #emit(event: string, body: JsonObject): void {
    void this.outbox.event(event, body);
  }
}

function toAnswer({ success, message, body }: Awaited<ReturnType<Target['request']>>): Answer {
  const given = (body ?? undefined) as JsonObject | undefined;
  if (success) return { success, ...(given !== undefined && { body: given }) };
  return { success: false, message: message ?? 'failed', body: given ?? {} };
}

/** Of a script that runs without debugger. */
function unverified({ breakpoints, lines }: JsonObject): Answer {
  const asked = Array.isArray(breakpoints) ? breakpoints : Array.isArray(lines) ? lines : [];
  const message = 'the script runs without debugger';
  return { success: true, body: { breakpoints: asked.map(() => ({ verified: false, message })) } };
}
