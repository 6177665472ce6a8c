// What one run has done, gathered while it runs, for the session that is kept. Control thread.

import type { NewStep, StepCall, StepError, StepManner, StepPlace } from '../services/stores/session-store.js';

/** Of more calls than these only the number is kept. */
const MOST_CALLS = 100;

/** How a run has ended, as far as it is kept. */
export type RunEnd = Pick<NewStep, 'status' | 'result' | 'durationMs'> & { readonly error: StepError | null };

export class RunRecord {
  readonly #startedAt = Date.now();
  readonly #output: Buffer[] = [];
  #outputBytes = 0;
  #outputLeftOut = 0;
  readonly #calls: StepCall[] = [];
  #callsLeftOut = 0;
  /** What the run has started may still print and call then; that is nobody's. */
  #end: RunEnd | undefined;
  /** Where the step is, once it is there. */
  place: StepPlace | undefined;

  /** @param outputBytes of what it prints, so much is kept */
  constructor(
    private readonly code: string,
    private readonly manner: StepManner,
    private readonly outputBytes: number,
  ) {}

  print(bytes: Uint8Array): void {
    if (this.#end !== undefined || bytes.byteLength === 0) return;
    const kept = Buffer.from(bytes.subarray(0, this.outputBytes - this.#outputBytes));
    if (kept.byteLength > 0) this.#output.push(kept);
    this.#outputBytes += kept.byteLength;
    this.#outputLeftOut += bytes.byteLength - kept.byteLength;
  }

  call(call: StepCall): void {
    if (this.#end !== undefined) return;
    if (this.#calls.length < MOST_CALLS) this.#calls.push(call);
    else this.#callsLeftOut++;
  }

  ended(end: RunEnd): NewStep {
    this.#end = end;
    return this.step();
  }

  /** As it is now. */
  step(): NewStep {
    const { status, result, error, durationMs } = this.#end ?? this.#soFar();
    const output = Buffer.concat(this.#output);
    const isCut = this.#outputLeftOut > 0;
    const isWhole = this.#end !== undefined && !isCut;
    return {
      ...{ code: this.code, manner: this.manner, startedAt: this.#startedAt, durationMs },
      ...{ output: isWhole ? output.toString() : wholeCharacters(output) },
      ...(isCut ? { outputLeftOut: this.#outputLeftOut } : {}),
      ...{ status, error, result: result === null ? null : beginningOf(result, this.outputBytes) },
      ...{ calls: [...this.#calls], callsLeftOut: this.#callsLeftOut },
    };
  }

  #soFar(): RunEnd {
    return { status: 'running', result: null, error: null, durationMs: Date.now() - this.#startedAt };
  }
}

/** The last character may have been cut apart. */
function wholeCharacters(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}

function beginningOf(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
