// Joins a session with its debugger, which is loaded when a client first asks for it. Control thread.

import type { Disposable } from '../base/disposable.js';
import type { DebugEvent, WrittenPlace } from '../debugger/contract.js';
import type { DebugSession } from '../debugger/control/debug-session.js';
import type { DapRequest, DapResponse, DebugPorts } from '../debugger/control/ports.js';
import type { CellFiles } from '../protocol/cell-path.js';
import type { Cells } from './cells.js';
import type { DebuggerState, SessionEngine } from './contract.js';
import type { LinePlace } from './output/placed-lengths.js';
import type { SessionOutput } from './output/session-output.js';
import { readSource } from './read-source.js';

/** Who asks, and where it is connected. */
interface Asker {
  readonly id: string;
  readonly identity: Uint8Array;
}

export interface SessionDebuggerParts {
  readonly engine: () => Promise<SessionEngine>;
  readonly cells: Cells;
  readonly files: CellFiles;
  readonly output: SessionOutput;
  /** How many clients are connected to the kernel. */
  readonly connections: () => number;
}

export class SessionDebugger implements Disposable {
  #session: Promise<DebugSession> | undefined;
  #open: DebugSession | undefined;
  #isPaused = false;
  /** When it was found that a script is paused and nobody there to go on with it. */
  #aloneSince: Date | undefined;
  #seq = 0;
  /** Who has attached, by where it is connected. */
  readonly #askers = new Map<string, string>();
  readonly #lines = new WeakMap<WrittenPlace, LinePlace>();

  constructor(private readonly parts: SessionDebuggerParts) {}

  /** Requests are served in the order in which they come. */
  async request({ id, identity }: Asker, request: DapRequest): Promise<DapResponse> {
    this.#aloneSince = undefined;
    if (request.command === 'attach') this.#askers.set(Buffer.from(identity).toString('latin1'), id);
    this.#session ??= this.#load().catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return (await this.#session).request(id, request);
  }

  /** A connection has ended without a word. */
  clientGone(identity: Uint8Array): void {
    const key = Buffer.from(identity).toString('latin1');
    const id = this.#askers.get(key);
    if (id === undefined) return;
    this.#askers.delete(key);
    this.#open?.clientGone(id);
  }

  get state(): DebuggerState {
    if (this.#isPaused) return 'paused';
    return this.#open?.isStarted === true ? 'attached' : 'off';
  }

  /** Since when nobody is there for a script that is paused; found out when it is asked for. */
  aloneSince(): Date | undefined {
    const isAlone = this.#isPaused && this.parts.connections() === 0;
    return (this.#aloneSince = isAlone ? (this.#aloneSince ?? new Date()) : undefined);
  }

  /** As clients know it; always the same object for the same place. */
  lineOf(place: WrittenPlace | undefined): LinePlace | undefined {
    if (place === undefined || this.#open?.isStarted !== true) return undefined;
    const known = this.#lines.get(place);
    if (known !== undefined) return known;
    const line = { source: this.#open.sourceOf(place.source), line: place.line };
    this.#lines.set(place, line);
    return line;
  }

  tell(event: DebugEvent): void {
    if (event.type === 'stopped') this.#isPaused = true;
    if (event.type === 'continued' || event.type === 'restarted') this.#isPaused = false;
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
    const { cells, files, output, connections } = this.parts;
    return {
      files,
      ask: (command, request) => engine.debug(command, request),
      publish: ({ event, body }, asker) => {
        const content = { type: 'event' as const, seq: ++this.#seq, event, ...(body !== undefined && { body }) };
        void output.publish('debug_event', content as never, asker === undefined ? {} : { vendor: { asker } });
      },
      dumpCell: (code) => cells.announce(code).slice(1),
      textOf: (chunkName) => readSource(chunkName, cells),
      shownName: (path) => cells.shownNames().get(path),
      holdings: engine.holdings ?? [],
      connections,
    };
  }
}
