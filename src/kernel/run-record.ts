// What one run has done, gathered while it runs, for the session that is kept. Control thread.

import type { NewStep, StepCall, StepError, StepManner } from '../services/stores/session-store.js';

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
  /** What the run has started may still print and call; that is nobody's. */
  #isOver = false;

  /** @param outputBytes of what it prints, so much is kept */
  constructor(
    private readonly code: string,
    private readonly manner: StepManner,
    private readonly outputBytes: number,
  ) {}

  print(bytes: Uint8Array): void {
    if (this.#isOver || bytes.byteLength === 0) return;
    const kept = Buffer.from(bytes.subarray(0, this.outputBytes - this.#outputBytes));
    if (kept.byteLength > 0) this.#output.push(kept);
    this.#outputBytes += kept.byteLength;
    this.#outputLeftOut += bytes.byteLength - kept.byteLength;
  }

  call(call: StepCall): void {
    if (this.#isOver) return;
    if (this.#calls.length < MOST_CALLS) this.#calls.push(call);
    else this.#callsLeftOut++;
  }

  ended({ status, result, error, durationMs }: RunEnd): NewStep {
    this.#isOver = true;
    const output = Buffer.concat(this.#output);
    const isCut = this.#outputLeftOut > 0;
    const text = isCut ? wholeCharacters(output) : output.toString();
    return {
      ...{ code: this.code, manner: this.manner, startedAt: this.#startedAt, durationMs },
      ...{ output: text, ...(isCut ? { outputLeftOut: this.#outputLeftOut } : {}) },
      ...{ status, error, result: result === null ? null : beginningOf(result, this.outputBytes) },
      ...{ calls: this.#calls, callsLeftOut: this.#callsLeftOut },
    };
  }
}

/** The last character may have been cut apart. */
function wholeCharacters(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}

function beginningOf(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
