// Joins a session with its debugger, which is loaded when a client first asks for it. Control thread.

import type { Disposable } from '../base/disposable.js';
import type { DebugEvent } from '../debugger/contract.js';
import type { DebugSession } from '../debugger/control/debug-session.js';
import type { DapRequest, DapResponse, DebugPorts } from '../debugger/control/ports.js';
import type { CellFiles } from '../protocol/cell-path.js';
import type { Cells } from './cells.js';
import type { SessionEngine } from './contract.js';
import type { SessionOutput } from './output/session-output.js';
import { readSource } from './read-source.js';

export interface SessionDebuggerParts {
  readonly engine: () => Promise<SessionEngine>;
  readonly cells: Cells;
  readonly files: CellFiles;
  readonly output: SessionOutput;
}

export class SessionDebugger implements Disposable {
  #session: Promise<DebugSession> | undefined;
  #open: DebugSession | undefined;
  #seq = 0;

  constructor(private readonly parts: SessionDebuggerParts) {}

  /** Requests are served in the order in which they come. */
  async request(client: string, request: DapRequest): Promise<DapResponse> {
    const session = await (this.#session ??= this.#load());
    return session.request(client, request);
  }

  tell(event: DebugEvent): void {
    this.#open?.tell(event);
  }

  dispose(): void {
    this.#open?.dispose();
  }

  async #load(): Promise<DebugSession> {
    const [engine, { DebugSession: Session }] = await Promise.all([
      this.parts.engine(),
      import('../debugger/control/debug-session.js'),
    ]);
    return (this.#open = new Session(this.#ports(engine)));
  }

  #ports(engine: SessionEngine): DebugPorts {
    const { cells, files, output } = this.parts;
    return {
      files,
      ask: (command, request) => engine.debug(command, request),
      publish: ({ event, body }) => {
        const content = { type: 'event' as const, seq: ++this.#seq, event, ...(body !== undefined && { body }) };
        void output.publish('debug_event', content as never, {});
      },
      dumpCell: (code) => cells.addCell(code, undefined).slice(1),
      textOf: (chunkName) => readSource(chunkName, cells),
      shownName: (path) => cells.shownNames().get(path),
      holdings: engine.holdings ?? [],
    };
  }
}
