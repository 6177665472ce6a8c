// A bar that moves in its line of the terminal, on standard error; nothing where that is none. Control thread.

const WIDTH = 24;
/** So that drawing costs nothing. */
const PAUSE_MS = 50;

export class ProgressBar {
  private done = 0;
  private name = '';
  private drawnAt = 0;
  private late: NodeJS.Timeout | undefined;
  private readonly isShown: boolean;

  constructor(
    private readonly total: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {
    this.isShown = stream.isTTY && total > 1;
  }

  advance(name: string): void {
    this.done += 1;
    this.name = name;
    if (!this.isShown || this.late !== undefined) return;
    const pause = this.done >= this.total ? 0 : this.drawnAt + PAUSE_MS - performance.now();
    if (pause <= 0) this.draw();
    else this.late = setTimeout(() => this.draw(), pause);
  }

  /** Leaves the line empty, for what is printed next. */
  clear(): void {
    clearTimeout(this.late);
    if (this.isShown && this.drawnAt > 0) this.stream.write('\r\x1b[K');
  }

  private draw(): void {
    this.late = undefined;
    this.drawnAt = performance.now();
    const filled = Math.round((this.done / this.total) * WIDTH);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${this.done}/${this.total} `;
    const room = Math.max(0, this.stream.columns - bar.length - 1);
    const shown = Array.from(this.name.replaceAll(/\p{C}/gu, '?')).slice(-room).join('');
    this.stream.write(`\r\x1b[K${bar}${room === 0 ? '' : shown}`);
  }
}
