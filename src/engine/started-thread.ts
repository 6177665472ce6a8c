// An engine thread that loads its code and has no engine yet: starting it is what takes longest, and needs nothing to be known of the
// engine. Control thread.

import { Worker } from 'node:worker_threads';
import { MEMORY_PAGES } from '../base/shared-memory.js';
import type { ThreadMemory } from './messages.js';

/** Beside this file, or the starter of its bundle beside the bundle that this file is in. */
const WORKER_FILE = import.meta.url.endsWith('/started-thread.js') ? './worker.js' : './worker.cjs';

export class StartedThread {
  readonly memory = new WebAssembly.Memory({ ...MEMORY_PAGES, shared: true });
  readonly worker = new Worker(new URL(WORKER_FILE, import.meta.url), {
    workerData: { memory: this.memory } satisfies ThreadMemory,
    // The engine's output goes through the ring; anything else that writes there is a bug worth seeing.
    stdin: false,
    name: 'llmspell engine',
  });

  /** Of a thread that no engine has taken. */
  async dispose(): Promise<void> {
    await this.worker.terminate();
  }
}
