// A kernel with real engines for tests, in memory, and clients that check every message that they see against its schema.

import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { describe } from 'node:test';
import type { LogRecord } from '../../src/base/log.js';
import type { EngineOptions } from '../../src/engine/contract.js';
import { createEngine } from '../../src/engine/host.js';
import type { Kernel, KernelOptions } from '../../src/kernel/contract.js';
import { createKernel } from '../../src/kernel/kernel.js';
import { MemoryHistoryStore } from '../../src/services/stores/memory-history-store.js';
import { EventBus } from '../../src/services/events/event-bus.js';
import { SessionArchive } from '../../src/services/sessions/session-archive.js';
import { MemorySessionStores } from '../../src/services/stores/memory-session-stores.js';
import { MemoryStateStore } from '../../src/services/stores/memory-state-store.js';
import { MemoryTransport } from '../../src/transport/memory-transport.js';
import type { ClientTransport, KernelTransport } from '../../src/transport/transport.js';
import { ZmqClientTransport } from '../../src/transport/zmq-client-transport.js';
import { ZmqTransport } from '../../src/transport/zmq-transport.js';
import { RawClient } from './raw-client.js';
import { testRetrieval } from './test-retrieval.js';

export const TEST_KEY = 'the key of the test';

/** A transport with the clients that fit it. */
export interface TestTransport {
  readonly kernel: KernelTransport;
  connect(): Promise<ClientTransport> | ClientTransport;
}

/** What the kernel's contract holds on, by name. */
export const TRANSPORTS: Readonly<Record<string, () => Promise<TestTransport>>> = {
  memory: async () => {
    const kernel = new MemoryTransport();
    return { kernel, connect: () => kernel.connect() };
  },
  ZeroMQ: async () => {
    const address = { transport: 'tcp', ip: '127.0.0.1' } as const;
    const kernel = await ZmqTransport.bind(address);
    return { kernel, connect: () => ZmqClientTransport.connect({ ...address, ...kernel.ports }) };
  },
};

/** Registers the tests of a suite for each transport. */
export function onEveryTransport(suite: (open: OpenKernel) => void): void {
  for (const [name, openTransport] of Object.entries(TRANSPORTS)) {
    void describe(`over ${name}`, () => {
      suite(async (t, options) => new TestKernel(t, await openTransport(), options));
    });
  }
}

export type OpenKernel = (t: TestContext, options?: TestKernelOptions) => Promise<TestKernel>;

export interface TestKernelOptions extends Partial<Omit<KernelOptions, 'transport'>> {
  readonly engine?: Partial<EngineOptions>;
}

export class TestKernel {
  readonly kernel: Kernel;
  readonly log: Omit<LogRecord, 'time'>[] = [];

  constructor(
    private readonly t: TestContext,
    private readonly transport: TestTransport,
    { engine, ...options }: TestKernelOptions = {},
  ) {
    const logger = { isEnabled: () => true, log: (record: Omit<LogRecord, 'time'>) => void this.log.push(record) };
    this.kernel = createKernel({
      id: 'test',
      version: '0.0.0',
      key: TEST_KEY,
      openEngine: async ({ limits }, wiring) =>
        createEngine({
          permissions: { read: false, write: false, net: false, run: false, env: false },
          logger,
          ...wiring,
          ...(limits.memoryBytes === undefined ? {} : { maxMemoryBytes: limits.memoryBytes }),
          ...engine,
        }),
      openRetrieval: async () => testRetrieval(),
      openHistory: async () => new MemoryHistoryStore(),
      state: new MemoryStateStore(),
      archive: new SessionArchive(async () => new MemorySessionStores()),
      events: new EventBus(),
      logger,
      limits: {},
      maxClients: 100,
      maxSessions: 10,
      idleTimeoutMs: 0,
      sessionIdleTimeoutMs: 0,
      shutdownGraceMs: 2000,
      cellFolder: join(tmpdir(), 'llmspell-cells'),
      ...options,
      transport: this.transport.kernel,
    });
    t.after(() => this.kernel.dispose());
  }

  /** A client that has been told that it sees everything. */
  async connect(session?: string): Promise<RawClient> {
    const client = new RawClient(await this.transport.connect(), TEST_KEY, session);
    this.t.after(() => client.dispose());
    await client.welcomed;
    return client;
  }

  /** Messages that the kernel has logged as a defect. */
  assertNoDefects(): void {
    assert.deepEqual(
      this.log.filter(({ level }) => level === 'error'),
      [],
    );
  }
}
