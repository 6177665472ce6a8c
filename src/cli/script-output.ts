// What a script prints, on its way out: both streams in one order, kept back where it becomes part of a JSON object, and log
// lines and reports on lines of their own. Control thread.

import type { OutputStream } from '../engine/contract.js';
import type { ByteSink } from './output.js';

export interface ScriptOutputOptions {
  readonly stdout: ByteSink;
  readonly stderr: ByteSink;
  /** Standard output is kept until {@link ScriptOutput.captured} is asked for it. */
  readonly isCaptured: boolean;
  /** Standard output and standard error end on the same screen. */
  readonly isOneScreen: boolean;
  /** The kept output has become larger than {@link CAPTURE_LIMIT}; the rest is dropped. */
  readonly onTooMuch: () => void;
}

/** Bytes that are kept at most: the object that they become part of is made in one piece. */
export const CAPTURE_LIMIT = 64 * 2 ** 20;

const LINE_FEED = 0x0a;

export class ScriptOutput {
  private last: OutputStream = 'stdout';
  private readonly midLine = { stdout: false, stderr: false };
  private kept: Uint8Array[] = [];
  private keptBytes = 0;

  constructor(private readonly options: ScriptOutputOptions) {}

  /** Bytes that the script wrote, in its order. The promise settles when it may go on. */
  take(stream: OutputStream, bytes: Uint8Array): void | Promise<void> {
    if (bytes.byteLength === 0) return;
    this.midLine[stream] = bytes.at(-1) !== LINE_FEED;
    if (stream === 'stdout' && this.options.isCaptured) return this.keep(bytes);
    if (stream === this.last) return this.options[stream].write(bytes);
    return this.change(stream, bytes);
  }

  /** Whether what was written last has not ended its line. */
  isMidLine(stream: OutputStream): boolean {
    return this.midLine[stream];
  }

  /** A line that is not the script's, on standard error. */
  line(text: string): void {
    const { midLine, options } = this;
    const needsBreak = midLine.stderr || (midLine.stdout && options.isOneScreen && !options.isCaptured);
    midLine.stderr = false;
    if (options.isOneScreen) midLine.stdout = false;
    void options.stderr.write(needsBreak ? `\n${text}` : text);
  }

  /** The object that a run ends with, on standard output. */
  async object(text: string): Promise<void> {
    await this.options.stderr.flush();
    await this.options.stdout.write(text);
  }

  /** What was kept, as text; bytes that are not UTF-8 become U+FFFD. */
  captured(): string {
    return Buffer.concat(this.kept).toString('utf8');
  }

  async flush(): Promise<void> {
    await this.options.stdout.flush();
    await this.options.stderr.flush();
  }

  private async change(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    await this.options[this.last].flush();
    this.last = stream;
    await this.options[stream].write(bytes);
  }

  private keep(bytes: Uint8Array): void | Promise<void> {
    if (this.keptBytes > CAPTURE_LIMIT) return;
    this.keptBytes += bytes.byteLength;
    if (this.keptBytes <= CAPTURE_LIMIT) this.kept.push(bytes);
    else this.options.onTooMuch();
    return new Promise((resolve) => setImmediate(resolve));
  }
}
