// Shows what a run publishes: its streams as they are, displays as well as the output can. Control thread.

import type { Output } from '../client/output.js';
import { streamBytes } from '../client/stream-bytes.js';
import { hasColor } from './colors.js';
import type { DisplayView } from './display/view.js';
import type { CliOptions } from './options.js';
import type { ScriptOutput } from './script-output.js';

const DEFAULT_COLUMNS = 80;

export class RunDisplay {
  private view: DisplayView | undefined;
  /** Of what the view has written last. */
  private written: void | Promise<void> = undefined;

  constructor(
    private readonly output: ScriptOutput,
    private readonly options: Pick<CliOptions, 'output' | 'noColor'>,
  ) {}

  /** The promise settles when more may come. */
  take(output: Output): void | Promise<void> {
    switch (output.type) {
      case 'stream':
        this.finish();
        return this.output.take(output.content.name, streamBytes(output));
      case 'display_data':
      case 'execute_result':
        return this.draw((view) => view.show(output.content));
      case 'update_display_data':
        return this.draw((view) => view.update(output.content));
      case 'clear_output':
        return this.draw((view) => view.clear(output.content.wait));
      case 'execute_input':
      case 'error':
        return undefined;
    }
  }

  /** Something else is written next, or nothing more: what is on display stays as it is. */
  finish(): void {
    this.view?.finish();
  }

  private async draw(use: (view: DisplayView) => void): Promise<void> {
    this.view ??= await this.openView();
    use(this.view);
    await this.written;
  }

  private async openView(): Promise<DisplayView> {
    const { createDisplayView } = await import('./display/view.js');
    const { output, options } = this;
    const { stdout } = process;
    return createDisplayView({
      write: (text) => {
        this.written = output.take('stdout', Buffer.from(text));
      },
      isTerminal: stdout.isTTY && options.output === 'text',
      get columns() {
        return stdout.columns || DEFAULT_COLUMNS;
      },
      get rows() {
        return stdout.rows;
      },
      color: options.output === 'text' && hasColor(stdout, options.noColor),
      env: process.env,
      isAtLineStart: () => !output.isMidLine('stdout'),
    });
  }
}
