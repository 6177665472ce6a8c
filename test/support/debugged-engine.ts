// An engine that somebody debugs: scripts of a few lines, stops in order, and what the debugger answers. For tests.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type {
  BreakpointState,
  DebugAnswer,
  DebugCommandName,
  DebugEvent,
  DebugRequest,
  DebugValue,
  DebugVariable,
  LineBreakpoint,
} from '../../src/debugger/contract.js';
import type { Run, RunRequest } from '../../src/engine/contract.js';
import { TestEngine, type TestEngineOptions } from './engine.js';

export type Stopped = Extract<DebugEvent, { type: 'stopped' }>;

export const PATH = '/work/job.lua';

export class DebuggedEngine {
  readonly events: DebugEvent[] = [];
  readonly test: TestEngine;
  private readonly stops: Stopped[] = [];
  private waiting: ((stop: Stopped) => void)[] = [];

  private constructor(t: TestContext, options: TestEngineOptions) {
    this.test = new TestEngine(t, {
      workingDirectory: '/',
      ...options,
      onDebugEvent: (event) => {
        this.take(event);
      },
    });
  }

  static async attached(
    t: TestContext,
    request: DebugRequest<'attach'> = {},
    options: TestEngineOptions = {},
  ): Promise<DebuggedEngine> {
    const debugged = new DebuggedEngine(t, options);
    await debugged.ask('attach', request);
    return debugged;
  }

  ask<N extends DebugCommandName>(name: N, request: DebugRequest<N>): Promise<DebugAnswer<N>> {
    return this.test.engine.debug(name, request);
  }

  /** Runs lines of Lua as `/work/job.lua`; `call` is the test's host function. */
  run(lines: readonly string[], request: Partial<RunRequest> = {}): Run {
    return this.test.run(lines.join('\n'), { chunkName: `@${PATH}`, ...request });
  }

  /** Breakpoints on lines of the script; ids count from 1. */
  async breakAt(...lines: readonly (number | Partial<LineBreakpoint>)[]): Promise<readonly BreakpointState[]> {
    const breakpoints = lines.map((line, i) => ({
      id: i + 1,
      source: { path: PATH },
      line: 0,
      ...(typeof line === 'number' ? { line } : line),
    }));
    return (await this.ask('setBreakpoints', { breakpoints })).breakpoints;
  }

  /** The next stop; fails the test when the run ends before. */
  async stop(run: Run): Promise<Stopped> {
    const stop = await this.stopOrEnd(run);
    return stop ?? assert.fail(`the run has ended: ${JSON.stringify(await run.outcome).slice(0, 500)}`);
  }

  /** The next stop; undefined when the run ends before. */
  async stopOrEnd(run: Run): Promise<Stopped | undefined> {
    const stop = this.stops.shift();
    if (stop !== undefined) return stop;
    let take: ((stopped: Stopped) => void) | undefined;
    const next = new Promise<Stopped>((resolve) => this.waiting.push((take = resolve)));
    const found = await Promise.race([next, run.outcome.then(() => undefined)]);
    if (found === undefined) this.waiting = this.waiting.filter((each) => each !== take);
    return found;
  }

  /** `line function` of the frame on top. */
  async where(stop: Stopped): Promise<string> {
    const { frames } = await this.ask('stackTrace', { threadId: stop.threadId });
    return `${frames[0]!.line} ${frames[0]!.name}`;
  }

  async frameId(stop: Stopped, level = 0): Promise<number> {
    const { frames } = await this.ask('stackTrace', { threadId: stop.threadId });
    return frames[level]!.id;
  }

  evaluate(
    expression: string,
    frameId?: number,
    context: DebugRequest<'evaluate'>['context'] = 'watch',
  ): Promise<DebugValue> {
    return this.ask('evaluate', { expression, context, ...(frameId !== undefined && { frameId }) });
  }

  /** Variables of a scope of the frame on top. */
  async scope(stop: Stopped, name: string): Promise<readonly DebugVariable[]> {
    const { scopes } = await this.ask('scopes', { frameId: await this.frameId(stop) });
    const reference = scopes.find((scope) => scope.name === name)?.reference;
    return reference === undefined ? [] : (await this.ask('variables', { reference })).variables;
  }

  /** Goes through a run by the given commands, one after each stop, then continues to the end; gives where it stopped. */
  async walk(run: Run, ...commands: readonly ('next' | 'stepIn' | 'stepOut' | 'continue')[]): Promise<string[]> {
    const places: string[] = [];
    let left = [...commands];
    for (;;) {
      const stop = await this.stopOrEnd(run);
      if (stop === undefined) return places;
      places.push(await this.where(stop));
      const [command = 'continue', ...rest] = left;
      left = rest;
      await this.ask(command, {});
    }
  }

  texts(): string[] {
    return this.events.flatMap((event) => (event.type === 'output' ? [event.text] : []));
  }

  private take(event: DebugEvent): void {
    this.events.push(event);
    if (event.type !== 'stopped') return;
    const waiting = this.waiting.shift();
    if (waiting === undefined) this.stops.push(event);
    else waiting(event);
  }
}
