// The engine of the first session, started before there is a kernel to use it: its thread takes longest. Control thread.

import type { StartedThread } from '../engine/started-thread.js';
import type { EngineWiring, SessionEngine, SessionSpec } from '../kernel/contract.js';
import type { SessionResources } from './session-engine.js';
import { openSessionEngine } from './session-engine.js';

export class EarlyEngine {
  private wiring: EngineWiring | undefined;
  private readonly engine: Promise<SessionEngine>;

  constructor(resources: SessionResources, spec: SessionSpec, thread: StartedThread) {
    // Nothing of it is called before a run, and there is none before `take`.
    const late = (): EngineWiring => this.wiring!;
    const wiring: EngineWiring = {
      get methods() {
        return late().methods;
      },
      onOutput: (chunk) => late().onOutput(chunk),
      readInput: (maxBytes, signal, runId) => late().readInput(maxBytes, signal, runId),
      onDebugEvent: (event) => late().onDebugEvent(event),
      onToken: (text, runId) => late().onToken(text, runId),
      callsOf: (runId) => late().callsOf(runId),
      keptSession: () => late().keptSession(),
      keptSessionOf: (runId) => late().keptSessionOf(runId),
      streamsTokens: (runId) => late().streamsTokens(runId),
    };
    this.engine = openSessionEngine(resources, spec, wiring, thread);
    this.engine.catch(() => undefined);
  }

  /** Gives the engine to the first who asks; undefined after that. */
  take(wiring: EngineWiring): Promise<SessionEngine> | undefined {
    if (this.wiring !== undefined) return undefined;
    this.wiring = wiring;
    return this.engine;
  }
}
