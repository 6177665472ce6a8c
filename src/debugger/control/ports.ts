// What the debugger is given by the kernel's session that it belongs to. Types only. Control thread.

import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import type { CellFiles } from '../../protocol/cell-path.js';
import type { DebugAnswer, DebugCommandName, DebugRequest } from '../contract.js';

export interface DapEvent {
  readonly event: string;
  readonly body?: object;
}

/** What services hold for a session, shown as a scope of its own: agents, tools, state. */
export interface Holding {
  readonly name: string;
  readonly entries: () => Promise<JsonObject>;
}

export interface DebugPorts {
  readonly files: CellFiles;
  /** A command to the engine. @throws SpellError as the contract says */
  ask<N extends DebugCommandName>(command: N, request: DebugRequest<N>): Promise<DebugAnswer<N>>;
  /** Tells all clients; but for `asker`, whose request has caused it and who knows. */
  publish(event: DapEvent, asker?: string): void;
  /** Keeps the code of a cell that has not run yet; gives its path. */
  dumpCell(code: string): string;
  /** Text of a cell or file by its chunk name; undefined where there is none. */
  textOf(chunkName: string): Promise<string | undefined>;
  /** What people call the cell with this path: `In [3]`. */
  shownName(path: string): string | undefined;
  readonly holdings: readonly Holding[];
  /** How many clients are connected to the kernel, debugging or not. */
  connections(): number;
}

export interface DapRequest {
  readonly seq: number;
  readonly command: string;
  readonly arguments?: JsonValue | undefined;
}

export interface DapResponse {
  readonly type: 'response';
  readonly seq: number;
  readonly request_seq: number;
  readonly command: string;
  readonly success: boolean;
  readonly message?: string;
  readonly body?: JsonValue;
}
