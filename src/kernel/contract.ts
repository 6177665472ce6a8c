// What a kernel is given and what it tells about itself. Types only.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { HostMethods } from '../base/values.js';
import type { Holding } from '../debugger/control/ports.js';
import type { Engine, EngineOptions } from '../engine/contract.js';
import type { HistoryStore } from '../services/stores/history-store.js';
import type { HookCounts, HookInspection } from '../services/hooks/hook-inspection.js';
import type { RetrievalCounts, RetrievalService } from '../services/retrieval/retrieval-service.js';
import type { EventBus, EventStats } from '../services/events/event-bus.js';
import type { CallsOf } from '../services/sessions/call-records.js';
import type { KeptSessionOf } from '../services/sessions/current-session.js';
import type { SessionArchive } from '../services/sessions/session-archive.js';
import type { StateStore } from '../services/stores/state-store.js';
import type { KernelTransport } from '../transport/transport.js';

export interface SessionLimits {
  /** Bytes that the session's VM may allocate. */
  readonly memoryBytes?: number;
  /** How long one run may take. */
  readonly timeMs?: number;
  /** Bytes that one run may print. */
  readonly outputBytes?: number;
  /** Bytes a second that the session may print; the script waits. */
  readonly outputBytesPerSecond?: number;
}

/** What may be taken away from a session when it is opened; nothing can be added. */
export interface SessionNarrowing {
  readonly denyAll?: boolean;
  readonly read?: false | readonly string[];
  readonly write?: false | readonly string[];
  readonly net?: false | readonly string[];
  readonly run?: false | readonly string[];
  readonly env?: false | readonly string[];
}

export interface SessionSpec {
  readonly name: string;
  readonly limits: SessionLimits;
  readonly permissions?: SessionNarrowing;
}

/** What the kernel does for a session's engine; `methods` are added to those of the services. */
export interface EngineWiring extends Pick<Required<EngineOptions>, 'onOutput' | 'readInput' | 'onDebugEvent'> {
  readonly methods: HostMethods;
  /** Takes the tokens of models, for runs that asked for them; `runId` as in CallContext. */
  readonly onToken: (text: string, runId: string) => void | Promise<void>;
  /** Takes calls of tools, agents and models that this run makes; undefined where they are not kept. */
  readonly callsOf: CallsOf;
  readonly keptSessionOf: KeptSessionOf;
  /** The one that all its runs so far are kept in, if there is one. */
  readonly keptSession: () => Promise<string | undefined>;
  /** Whether this run wants its tokens printed. */
  readonly streamsTokens: (runId: string) => boolean;
}

export interface SessionEngine extends Engine {
  /** What services hold for the session, for who debugs it. */
  readonly holdings?: readonly Holding[];
  /** Of its hooks, once the session has asked a service for anything. */
  readonly hooks?: () => HookInspection | undefined;
  /** What the session has done with documents, from that moment on too. */
  readonly retrieval?: () => RetrievalCounts | undefined;
}

/** How what sessions run is kept. */
export interface RecordSettings {
  /** This process, so that others can tell whether it lives. */
  readonly holder: () => Promise<string>;
  /** Of what one run prints, so much is kept. */
  readonly outputBytes: number;
  /** Puts the archive in order; called some time after the start, or after the first run. */
  readonly tend: () => Promise<void>;
}

/** Makes engines with services behind them; the composition root has it. */
export type OpenEngine = (spec: SessionSpec, wiring: EngineWiring) => Promise<SessionEngine>;

export interface KernelOptions {
  readonly id: string;
  readonly version: string;
  readonly transport: KernelTransport;
  /** Of the signatures. */
  readonly key: string;
  readonly openEngine: OpenEngine;
  /** Opened when first needed. */
  readonly openHistory: () => Promise<HistoryStore>;
  /** What scripts keep between runs, for the comm target `llmspell.state`; closed with the kernel. */
  readonly state: StateStore;
  /** Of all its sessions, for the comm target `llmspell.event`; closed with the kernel. */
  readonly events: EventBus;
  /** Documents, for the comm target `llmspell.rag`; opened when a client first asks, and closed with the kernel. */
  readonly openRetrieval: () => Promise<RetrievalService>;
  /** Sessions that outlive the kernel, with what they ran; closed with it. */
  readonly archive: SessionArchive;
  /** What its sessions run is kept in `archive`. Default: it is not. */
  readonly records?: RecordSettings | undefined;
  /** Code in which a secret is found is neither in the history nor in the kept session. Default: none is found. */
  readonly hasSecret?: (code: string) => boolean;
  /** For completion in strings: paths that begin with a prefix, of those that the session may read. Default: none. */
  readonly listFiles?: (spec: SessionSpec, prefix: string) => Promise<readonly string[]>;
  readonly logger: Logger;
  /** Of the session `main`, and defaults of the others. */
  readonly limits: SessionLimits;
  readonly maxClients: number;
  readonly maxSessions: number;
  /** The kernel ends after so long without a run or a request. 0: never. */
  readonly idleTimeoutMs: number;
  /** Named sessions end after so long without a run. 0: never. */
  readonly sessionIdleTimeoutMs: number;
  /** How long a shutdown lets runs finish before it interrupts them. */
  readonly shutdownGraceMs: number;
  /** Its only client is in this process and one of ours: what scripts write goes out as bytes, at once. Default false. */
  readonly isEmbedded?: boolean;
  /** Folder that the paths of cells begin with (see cell-path.ts); nothing is written there. */
  readonly cellFolder: string;
  /** Called with every full piece of output: something prints much. */
  readonly onMuchOutput?: (() => void) | undefined;
  /** Called when an execution has ended. */
  readonly onExecuted?: () => void;
  /** Its engine needs no preparing. Default false. */
  readonly isWarm?: boolean;
  /** Makes use of the engine of `main` while nobody else does; `isUnused` says how long that is so. */
  readonly rehearse?: (engine: Engine, isUnused: () => boolean) => Promise<void>;
}

export type EndReason = 'shutdown' | 'restart' | 'idle' | 'disposed';

export interface Kernel extends Disposable {
  /** Resolves when requests are served; the VM of `main` may still be starting. */
  readonly ready: Promise<void>;
  /** Resolves when the kernel has ended by itself or by a request; what it held is gone then. */
  readonly ended: Promise<EndReason>;
  status(): KernelStatus;
  /** Interrupts what runs; idle kernels ignore it (SIGINT). */
  interrupt(): void;
  /** Lets runs finish within the grace time, then interrupts them. */
  shutdown(reason: EndReason): Promise<void>;
}

/** `attached`: by some client; `paused`: a script of the session is. */
export type DebuggerState = 'off' | 'attached' | 'paused';

/** Of what a session runs, what is kept. */
export interface SessionRecordStatus {
  /** Of the kept session; null before its first step. */
  readonly id: string | null;
  readonly steps: number;
  /** Steps that could not be written. */
  readonly lost: number;
}

export interface SessionStatus {
  readonly name: string;
  readonly state: 'starting' | 'idle' | 'busy' | 'closing';
  readonly executionCount: number;
  /** Requests that wait for the one under way. */
  readonly queued: number;
  readonly debugger: DebuggerState;
  readonly hooks: HookCounts;
  readonly retrieval: RetrievalCounts;
  /** Null where nothing is kept. */
  readonly record: SessionRecordStatus | null;
  readonly createdAt: string;
  readonly lastActiveAt: string;
}

export interface ClientStatus {
  /** `header.session` of its messages. */
  readonly id: string;
  readonly username: string;
  readonly session: string;
  readonly lastSeenAt: string;
}

export interface KernelStatus {
  readonly id: string;
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly uptimeMs: number;
  readonly memory: { readonly rssBytes: number; readonly heapBytes: number };
  readonly sessions: readonly SessionStatus[];
  readonly clients: readonly ClientStatus[];
  readonly maxClients: number;
  readonly events: EventStats;
  readonly executions: { readonly finished: number; readonly failed: number; readonly running: number };
}
