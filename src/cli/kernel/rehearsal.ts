// Cells that an idle kernel runs for practice: on its engine, but through a kernel that nobody else talks to, so that nothing of them is
// counted, kept or published. What they go through is optimised before somebody needs it. Control thread.

import { randomUUID } from 'node:crypto';
import { silentLogger } from '../../base/log.js';
import type { Engine } from '../../engine/contract.js';
import { createKernel } from '../../kernel/kernel.js';
import { DigestHistory } from '../../protocol/digest-history.js';
import { createHeader } from '../../protocol/header.js';
import { Wire } from '../../protocol/wire.js';
import { SessionArchive } from '../../services/sessions/session-archive.js';
import { MemoryHistoryStore } from '../../services/stores/memory-history-store.js';
import { EventBus } from '../../services/events/event-bus.js';
import { MemorySessionStores } from '../../services/stores/memory-session-stores.js';
import { MemoryStateStore } from '../../services/stores/memory-state-store.js';
import { MemoryTransport } from '../../transport/memory-transport.js';
import type { ClientTransport, Frames } from '../../transport/transport.js';

/** With a result and without; neither leaves anything behind. */
const CELLS = ['local x = 1', '1 + 1'] as const;

/** A client has no need to remember more. */
const DIGESTS = 64;

/** @param goesOn asked before each cell; the engine is somebody else's when it says no */
export async function rehearse(engine: Engine, goesOn: () => boolean, onExecuted: () => void): Promise<void> {
  const transport = new MemoryTransport();
  const key = randomUUID();
  const kernel = createKernel({
    id: 'rehearsal',
    version: '',
    transport,
    key,
    openEngine: async () => lent(engine),
    openRetrieval: () => Promise.reject(new Error('a rehearsal has no documents')),
    openHistory: async () => new MemoryHistoryStore(),
    state: new MemoryStateStore(),
    archive: new SessionArchive(async () => new MemorySessionStores()),
    events: new EventBus(),
    logger: silentLogger,
    limits: {},
    maxClients: 1,
    maxSessions: 1,
    idleTimeoutMs: 0,
    sessionIdleTimeoutMs: 0,
    shutdownGraceMs: 0,
    cellFolder: 'rehearsal',
    isWarm: true,
    onExecuted,
  });
  const client = transport.connect();
  client.subscribe();
  const cells = new CellRequests(client, new Wire(key, new DigestHistory(DIGESTS)));
  try {
    for (let i = 0; goesOn(); i++) await cells.execute(CELLS[i % CELLS.length]!);
  } finally {
    await client.dispose();
    await kernel.dispose();
  }
}

/** The engine as it is, except that it outlives the kernel. */
function lent(engine: Engine): Engine {
  return {
    ready: engine.ready,
    run: (request) => engine.run(request),
    look: (look) => engine.look(look),
    debug: (command, request) => engine.debug(command, request),
    outputTaken: () => engine.outputTaken(),
    dispose: () => Promise.resolve(),
  };
}

class CellRequests {
  readonly #sender = { session: randomUUID(), username: '' };
  readonly #published: AsyncIterator<Frames>;
  readonly #replies: AsyncIterator<Frames>;

  constructor(
    private readonly client: ClientTransport,
    private readonly wire: Wire,
  ) {
    this.#published = client.receive('iopub')[Symbol.asyncIterator]();
    this.#replies = client.receive('shell')[Symbol.asyncIterator]();
  }

  /** Resolves when reply and idle have come. */
  async execute(code: string): Promise<void> {
    const header = createHeader('execute_request', this.#sender);
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true };
    await this.client.send('shell', this.wire.encode({ header, content }));
    await this.#replies.next();
    for (;;) {
      const published = await this.#published.next();
      if (published.done === true) return;
      const { parentHeader, content: state } = this.wire.decode(published.value);
      if (parentHeader?.msg_id === header.msg_id && state['execution_state'] === 'idle') return;
    }
  }
}
