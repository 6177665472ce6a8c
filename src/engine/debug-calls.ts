// Commands of the debugger under way to the engine thread: each is answered once, or fails when the thread is gone. Control thread.

import { SpellError } from '../base/errors.js';
import type { DebugAnswer, DebugCommandName, DebugRequest } from '../debugger/contract.js';
import { fromErrorData } from './errors.js';
import type { FromEngine, ToEngine } from './messages.js';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class DebugCalls {
  private asked = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly post: (message: ToEngine) => void) {}

  ask<N extends DebugCommandName>(command: N, request: DebugRequest<N>): Promise<DebugAnswer<N>> {
    const ask = ++this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(ask, { resolve: (answer) => resolve(answer as DebugAnswer<N>), reject });
      this.post({ type: 'debug', ask, command, request });
    });
  }

  answered({ ask, result }: Extract<FromEngine, { type: 'debugged' }>): void {
    const waiting = this.waiting.get(ask);
    this.waiting.delete(ask);
    if (result.ok) waiting?.resolve(result.value);
    else waiting?.reject(fromErrorData(result.error));
  }

  /** The engine thread is gone. */
  forget(): void {
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of lost) reject(debuggerLost());
  }
}

export function debuggerLost(): SpellError {
  return new SpellError('DEBUG_LOST', 'the engine is another, or closed: what the debugger knew is gone');
}
