// Runs steps of kept sessions again, in an engine of their own with services of their own. Control thread.

import type { OutputChunk } from '../engine/contract.js';
import { Cells } from '../kernel/cells.js';
import type { EngineWiring, SessionEngine } from '../kernel/contract.js';
import { outcomeFailure } from '../kernel/run-failure.js';
import type { StepEnd, StepRunner } from '../services/sessions/step-runner.js';

type Step = Parameters<StepRunner['run']>[0];

/** Of what a step prints; the rest is not looked at. */
const OUTPUT_BYTES = 1024 * 1024;

/** @param open makes the engine */
export async function openStepRunner(open: (wiring: EngineWiring) => Promise<SessionEngine>): Promise<StepRunner> {
  const runner = new EngineStepRunner();
  await runner.open(open);
  return runner;
}

class EngineStepRunner implements StepRunner {
  private readonly cells = new Cells({ tmpFilePrefix: 'replay-', tmpFileSuffix: '.lua' });
  private engine!: SessionEngine;
  private output: Buffer[] = [];
  private outputBytes = 0;
  private interruptRun: () => void = () => undefined;

  async open(open: (wiring: EngineWiring) => Promise<SessionEngine>): Promise<void> {
    this.engine = await open({
      onOutput: (chunk) => this.take(chunk),
      readInput: async () => null,
      onDebugEvent: () => undefined,
      onToken: () => undefined,
      streamsTokens: () => false,
      callsOf: () => undefined,
      keptSession: async () => undefined,
      keptSessionOf: async () => undefined,
      // Nobody looks.
      methods: { 'display.show': () => null, 'display.clear': () => undefined },
    });
  }

  async run({ number, code, manner }: Step, limitMs: number): Promise<StepEnd> {
    const { scriptName, args = [], echo, keepsLocals } = manner;
    const chunkName = scriptName === undefined ? `=step ${number}` : `@${scriptName}`;
    this.cells.addNamed(chunkName, code);
    [this.output, this.outputBytes] = [[], 0];
    const started = performance.now();
    const named = scriptName === undefined ? {} : { scriptName };
    const run = this.engine.run({ code, chunkName, echo, keepLocals: keepsLocals, args, ...named, timeoutMs: limitMs });
    this.interruptRun = () => run.interrupt();
    const outcome = await run.outcome;
    const durationMs = Math.round(performance.now() - started);
    const finished = { runId: run.id, outcome, durationMs, workingDirectory: undefined, isOverLimit: false };
    const failure = await outcomeFailure(finished, this.cells);
    const text = outcome.status === 'ok' ? outcome.shown?.['text/plain'] : undefined;
    return {
      status: outcome.status,
      output: Buffer.concat(this.output).toString(),
      result: typeof text === 'string' ? text : null,
      error: failure === undefined ? null : { name: failure.ename, message: failure.evalue },
      durationMs,
    };
  }

  interrupt(): void {
    this.interruptRun();
  }

  dispose(): Promise<void> | void {
    return this.engine.dispose();
  }

  private take({ bytes }: OutputChunk): void {
    const kept = Buffer.from(bytes.subarray(0, OUTPUT_BYTES - this.outputBytes));
    this.outputBytes += kept.byteLength;
    if (kept.byteLength > 0) this.output.push(kept);
  }
}
