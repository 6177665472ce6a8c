// The stop at the first line: wanted, needed because nothing else would stop, or there to set what needs a loaded script. Control thread.

import type { DebugConsole } from './console.js';
import { putPlaced } from './first-settings.js';
import type { Placed } from './parse-location.js';

export class EntryStop {
  #isAgain = false;

  /**
   * @param later lines of a script without a file
   * @param isWanted as --step says
   * @param isFallback it stops there where it would not stop anywhere
   */
  constructor(
    private readonly console: DebugConsole,
    private readonly later: readonly Placed[],
    private readonly isStep: boolean,
    private readonly isFallback: boolean,
  ) {}

  /** The script is started again: breakpoints, if there are any, are enough. */
  again(): void {
    this.#isAgain = true;
  }

  get isWanted(): boolean {
    return this.isStep || this.later.length > 0 || this.#isNeeded;
  }

  /** Whether the script is to go on at once. */
  readonly handler = async (): Promise<boolean> => {
    const { console } = this;
    const source = console.frame?.source;
    if (console.script?.path === undefined) console.script = source;
    if (source !== undefined && this.later.length > 0 && !this.#isAgain) {
      for (const placed of this.later) putPlaced(console, placed);
      await console.sendAll(console.breakpoints.all);
    }
    const isHere = console.breakpoints.all.some(
      ({ place }) =>
        place.kind === 'line' && place.reference === source?.reference && place.line === console.frame?.line,
    );
    return !this.isStep && !this.#isNeeded && !isHere;
  };

  get #isNeeded(): boolean {
    return (
      this.isFallback &&
      this.later.length === 0 &&
      !this.console.breakpoints.all.some(({ terms }) => terms.isEnabled && terms.logMessage === undefined)
    );
  }
}
