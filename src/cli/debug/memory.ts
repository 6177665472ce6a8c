// What a debugging starts with and leaves behind: configuration, and what was kept of the last one in this folder. Control thread.

import { homedir } from 'node:os';
import { join } from 'node:path';
import { describeErrorStops } from '../../client/error-stops.js';
import type { Config } from '../../config/config.js';
import type { DebugConsole } from './console.js';
import { History } from './history.js';
import type { Kept } from './kept.js';
import { keptOf } from './kept.js';
import { KeptStore } from './kept-store.js';

export class Memory {
  readonly history: History;
  readonly #store: KeptStore;
  readonly #workspace = process.cwd();

  constructor(
    readonly config: Config,
    private readonly remembers: boolean,
  ) {
    const folder = join(homedir(), '.llmspell', 'debug');
    this.history = new History(join(folder, 'history'));
    this.#store = new KeptStore(folder, this.#workspace);
  }

  /** @param warn is told of a file that cannot be read */
  load(warn: (message: string) => void): Kept | undefined {
    if (!this.#isOn) return undefined;
    const loaded = this.#store.load(this.config.debug.rememberMs.value);
    if (loaded.kind === 'damaged') {
      warn(`what was kept of the last debugging cannot be read (${loaded.reason}); it is in ${loaded.movedTo}`);
    }
    return loaded.kind === 'kept' ? loaded.kept : undefined;
  }

  save(console: DebugConsole, warn: (message: string) => void): void {
    if (!this.#isOn) return;
    try {
      const kept = keptOf(this.#workspace, Date.now(), console);
      const isUsual = describeErrorStops(console.catches) === describeErrorStops(console.usualCatches);
      if (kept.breakpoints.length + kept.displays.length === 0 && isUsual) this.#store.clear();
      else this.#store.save(kept);
    } catch (error) {
      warn(`breakpoints are not kept for the next time: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  get #isOn(): boolean {
    return this.remembers && this.config.debug.rememberMs.value > 0;
  }
}
