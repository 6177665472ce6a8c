// Ends a run early: by a signal, or because its output has nowhere to go. Sees to it that the process then ends, whatever the
// script and the readers of its output do. Control thread.

import { writeSync } from 'node:fs';
import type { Disposable } from '../base/disposable.js';
import { abandonWhenStalled } from './output.js';
import type { ByteSink, OutputFailure } from './output.js';
import { SIGNAL_EXIT, dieBy, onSignals } from './signals.js';
import type { EndingSignal } from './signals.js';

/** What can be ended. */
interface Interruptible {
  interrupt(): void;
}

/** Why a run was ended from here. */
export type Ending =
  | { readonly kind: 'signal'; readonly signal: EndingSignal }
  | { readonly kind: 'output'; readonly failure: OutputFailure }
  | { readonly kind: 'too much' };

/** A script inside a system call of a file that never answers cannot be ended, nor can its thread. */
const LEAVE_MS = 6000;

export class RunControl implements Disposable {
  /** The first reason stands. */
  ending: Ending | undefined;
  /** Output was given up because nobody took it. */
  hasAbandoned = false;
  private run: Interruptible | undefined;
  private readonly disposables: Disposable[] = [];

  /** Said when the run does not end, whatever is done. */
  stuck = 'the script is inside a system call that does not return; leaving it there';

  /** @param listen to signals, in place of {@link onSignals} */
  constructor(
    private readonly sinks: () => readonly ByteSink[],
    listen: typeof onSignals = onSignals,
  ) {
    this.disposables.push(listen((signal) => this.end({ kind: 'signal', signal })));
  }

  /** From now on reasons to end reach this run. */
  started(run: Interruptible, timeoutMs: number | undefined): void {
    this.run = run;
    if (this.ending !== undefined) run.interrupt();
    if (timeoutMs === undefined) return;
    const timer = setTimeout(() => this.watch(), timeoutMs);
    this.disposables.push({ dispose: () => clearTimeout(timer) });
  }

  end(ending: Ending): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    if (this.run === undefined && ending.kind === 'signal') this.leaveEarly(ending.signal);
    this.run?.interrupt();
    // Output that is kept has no reader yet, and the one of the object to come may take its time.
    if (ending.kind === 'too much') this.leaveWhenStuck();
    else this.watch();
  }

  /** There is no run yet, and nothing to tidy up. */
  private leaveEarly(signal: EndingSignal): never {
    if (signal === 'SIGHUP') dieBy(signal);
    process.exit(SIGNAL_EXIT[signal]);
  }

  dispose(): void {
    for (const disposable of this.disposables.splice(0)) void disposable.dispose();
  }

  /** The run is to end now: nothing may hold it up for long. */
  private watch(): void {
    this.disposables.push(abandonWhenStalled(this.sinks(), () => (this.hasAbandoned = true)));
    this.leaveWhenStuck();
  }

  private leaveWhenStuck(): void {
    const before = this.taken();
    const timer = setTimeout(() => {
      // A slow reader of the last output is no reason.
      if (this.taken() === before) this.leave();
      else this.leaveWhenStuck();
    }, LEAVE_MS);
    this.disposables.push({ dispose: () => clearTimeout(timer) });
  }

  private taken(): number {
    return this.sinks().reduce((sum, sink) => sum + sink.taken, 0);
  }

  private leave(): never {
    try {
      writeSync(2, `error: ${this.stuck}\n`);
    } catch {
      // There is nobody to tell.
    }
    dieBy(this.ending?.kind === 'signal' ? this.ending.signal : 'SIGKILL');
  }
}
