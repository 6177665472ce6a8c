// What scripts have lately written with `Console`: kept for whoever looks at the script, and never more than a little. Any thread.

/** From the least to the most urgent; `info` is what `Console.log` writes. */
export const CONSOLE_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type ConsoleLevel = (typeof CONSOLE_LEVELS)[number];

export interface ConsoleEntry {
  readonly level: ConsoleLevel;
  readonly text: string;
  /** `file:line` of the Lua line that wrote it, where there is one. */
  readonly source?: string;
  readonly runId: string;
  /** Milliseconds since the epoch, by the clock of the VM. */
  readonly time: number;
}

const MAX_ENTRIES = 200;
/** Longer texts are cut. */
const MAX_TEXT = 2000;

export class ConsoleLog {
  private readonly kept: ConsoleEntry[] = [];
  private dropped = 0;

  add(entry: ConsoleEntry): void {
    const { text } = entry;
    this.kept.push(text.length > MAX_TEXT ? { ...entry, text: `${text.slice(0, MAX_TEXT)}…` } : entry);
    if (this.kept.length <= MAX_ENTRIES) return;
    this.kept.shift();
    this.dropped++;
  }

  /** Oldest first, with the number (from 1) that each has had from the start. */
  entries(): readonly (readonly [number: number, entry: ConsoleEntry])[] {
    return this.kept.map((entry, i) => [this.dropped + i + 1, entry]);
  }

  clear(): void {
    this.dropped += this.kept.length;
    this.kept.length = 0;
  }
}
