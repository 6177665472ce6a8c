// Tells when a run of code begins and how it ends. Control thread.

import type { Value } from '../base/values.js';
import type { CallRequest, RunOutcome, RunRequest } from '../engine/contract.js';
import type { EventBus } from '../services/events/event-bus.js';

type Fields = Readonly<Record<string, Value>>;

export class RunEvents {
  constructor(
    private readonly events: EventBus,
    private readonly session: string,
  ) {}

  /** @returns told how it has ended, after so many milliseconds */
  begun(runId: string, request: RunRequest | CallRequest): (outcome: RunOutcome, durationMs: number) => void {
    if (!('code' in request)) return () => undefined;
    const { code, chunkName, scriptName } = request;
    const script = scriptName ?? chunkName.replace(/^[@=]/, '');
    this.tell('run.started', runId, () => ({ script, bytes: Buffer.byteLength(code) }));
    return (outcome, duration_ms) => {
      if (outcome.status !== 'error') {
        this.tell('run.completed', runId, () => ({ script, duration_ms, status: outcome.status }));
        return;
      }
      const { kind, message } = outcome.failure;
      this.tell('run.failed', runId, () => ({ script, duration_ms, error: { kind, message } }));
    };
  }

  private tell(type: string, runId: string, data: () => Fields): void {
    this.events.tell(type, () => ({ data: data(), runId, session: this.session }));
  }
}
