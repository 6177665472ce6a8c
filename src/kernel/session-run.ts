// One run of a session: whose it is, what it may print, how it is stopped. Control thread.

import type { InterruptReason, Run, RunOutcome } from '../engine/contract.js';
import type { Header } from '../protocol/header.js';
import type { InputSource } from './input.js';
import type { RunRecord } from './run-record.js';

/** The message that a run comes from. */
export interface RunOrigin extends InputSource {
  readonly parent: Header;
  /** `header.session` of the client. */
  readonly client: string;
  /** Nothing is published. */
  readonly isSilent: boolean;
  readonly streamsTokens: boolean;
  /** Where what it does is gathered, if it is kept. */
  readonly record?: RunRecord | undefined;
}

/** How a run went. */
export interface Finished {
  readonly runId: string;
  readonly outcome: RunOutcome;
  readonly durationMs: number;
  /** Where relative paths began, if the request said it. */
  readonly workingDirectory: string | undefined;
  /** It was ended because it has printed too much. */
  readonly isOverLimit: boolean;
}

/** Of runs that cannot ask for input and print as usual: call-backs of scripts. */
export function originOf(parent: Header, identity: Uint8Array): RunOrigin {
  const { session: client } = parent;
  return { parent, identity, client, allowStdin: false, stdin: 'text', isSilent: false, streamsTokens: false };
}

export class SessionRun {
  #run: Run | undefined;
  #reason: InterruptReason | undefined;
  #left: number;
  /** Input that the client has sent and the script has not read. */
  unread: Uint8Array = new Uint8Array(0);
  isOverLimit = false;

  constructor(
    readonly origin: RunOrigin,
    outputBytes = Infinity,
  ) {
    this.#left = outputBytes;
  }

  /** The engine has it now. */
  begun(run: Run): void {
    this.#run = run;
    if (this.#reason !== undefined) run.interrupt(this.#reason);
  }

  interrupt(reason: InterruptReason = 'interrupted'): void {
    this.#reason ??= reason;
    this.#run?.interrupt(reason);
  }

  /** As much of the output as the run may still print; more than that ends it. */
  admit(bytes: Uint8Array): Uint8Array {
    const admitted = bytes.subarray(0, this.#left);
    this.#left -= admitted.byteLength;
    if (admitted.byteLength < bytes.byteLength && !this.isOverLimit) {
      this.isOverLimit = true;
      this.interrupt();
    }
    return admitted;
  }
}
