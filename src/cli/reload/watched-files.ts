// Files whose changes are told, once they have been saved: by the folders that they are in, since editors put new files in place of old
// ones. Control thread.

import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Disposable } from '../../base/disposable.js';

/** One saving is several changes, which come within this time. */
const QUIET_MS = 25;

export class WatchedFiles implements Disposable {
  readonly #folders = new Map<string, { readonly names: Set<string>; readonly watcher: FSWatcher }>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly onSaved: (path: string) => void) {}

  /** @param path absolute. Folders that cannot be watched are passed over: their files can be loaded again by hand. */
  add(path: string): void {
    const folder = dirname(path);
    const known = this.#folders.get(folder);
    if (known !== undefined) {
      known.names.add(basename(path));
      return;
    }
    const names = new Set([basename(path)]);
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null && names.has(name)) this.#changed(`${folder === '/' ? '' : folder}/${name}`);
      });
      watcher.on('error', () => watcher.close());
      this.#folders.set(folder, { names, watcher });
    } catch {
      // It is not there, or there are no more watches.
    }
  }

  dispose(): void {
    for (const { watcher } of this.#folders.values()) watcher.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#folders.clear();
    this.#timers.clear();
  }

  #changed(path: string): void {
    clearTimeout(this.#timers.get(path));
    this.#timers.set(
      path,
      setTimeout(() => {
        this.#timers.delete(path);
        this.onSaved(path);
      }, QUIET_MS),
    );
  }
}
