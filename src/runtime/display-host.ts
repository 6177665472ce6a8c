// The way from `Display` and `Comm` to the control thread, where a kernel publishes what they say. Engine thread.

import { SpellError } from '../base/errors.js';
import type { Value } from '../base/values.js';
import type { Shown } from './display-forms.js';
import type { RuntimeHost } from './library.js';

/** Calls a host method that only kernels have. @throws SpellError `NOT_AVAILABLE` where there is none */
export function callKernel(host: RuntimeHost, L: number, method: string, args: readonly Value[]): Value {
  try {
    return host.call(L, method, args);
  } catch (error) {
    if (!(error instanceof SpellError) || error.details?.['method'] !== method) throw error;
    const name = method.startsWith('comm.') ? 'Comm' : 'Display';
    throw new SpellError('NOT_AVAILABLE', `${name} is not available: this script is not run by a kernel`, {
      category: 'Component error',
      help: 'run it with llmspell run, or in a notebook',
      details: { name },
    });
  }
}

/** Shows something under an id, or puts it in the place of what has that id. */
export function publish(host: RuntimeHost, L: number, id: string, shown: Shown, isUpdate: boolean): void {
  callKernel(host, L, 'display.show', [{ ...shown, display_id: id, ...(isUpdate ? { update: true } : {}) }]);
}

/** Tells front ends that can do more than show a bundle, such as a terminal, what it is. */
export function kindMetadata(kind: 'progress' | 'stream', isDone: boolean): Readonly<Record<string, Value>> {
  return { llmspell: { kind, done: isDone } };
}

/** Unlike a counter it stays unique when a session is restored or a kernel started again. */
export const newDisplayId = (): string => crypto.randomUUID();
