// Composition root of the control thread: puts configuration, permissions, services, engines and kernel together. Control thread.

import type { Logger } from '../base/log.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { hasSecret } from '../config/prompt-secrets.js';
import { StartedThread } from '../engine/started-thread.js';
import type { Kernel, KernelOptions, SessionLimits } from '../kernel/contract.js';
import { createGrant } from '../permissions/defaults.js';
import { EventBus } from '../services/events/event-bus.js';
import { KeptEvents } from '../services/events/kept-events.js';
import { SessionArchive } from '../services/sessions/session-archive.js';
import { LazyStateStore } from '../services/stores/lazy-state-store.js';
import { configSource } from './config-source.js';
import { EarlyEngine } from './early-engine.js';
import type { CliOptions } from './options.js';
import type { SessionResources } from './session-engine.js';
import { listSessionFiles, openSessionEngine } from './session-engine.js';

/** What kernels and sessions are made of. */
export interface Surroundings {
  readonly options: Pick<
    CliOptions,
    'config' | 'profile' | 'ragProfile' | 'beneath' | 'permissions' | 'maxMemoryBytes' | 'timeoutMs' | 'trace'
  >;
  /** Where relative paths and the default permissions begin. */
  readonly workingDirectory: string;
  readonly logger: Logger;
  /** Wins over the configuration; absolute. */
  readonly stateDirectory?: string;
}

/** What only who starts a kernel can say. */
export type KernelSettings = Omit<
  KernelOptions,
  'openEngine' | 'listFiles' | 'openHistory' | 'openRetrieval' | 'state' | 'events' | 'archive' | 'records' | 'logger'
>;

/**
 * A kernel on the transport that `settings` name. Its engine threads start at once; all else is loaded when it is used.
 *
 * @throws SpellError `CONFIG_*` and `PERMISSION_FLAG`
 */
export async function openKernel(surroundings: Surroundings, settings: KernelSettings): Promise<Kernel> {
  const thread = new StartedThread();
  const resources = await openResources(surroundings).catch(async (error: unknown) => {
    await thread.dispose();
    throw error;
  });
  const limits = { ...limitsOf(resources.config, surroundings.options), ...settings.limits };
  const first = new EarlyEngine(resources, { name: 'main', limits }, thread);
  const { createKernel } = await import('../kernel/kernel.js');
  return createKernel({
    ...settings,
    limits,
    logger: resources.logger,
    state: resources.state,
    events: resources.events,
    archive: resources.archive,
    records: recordsOf(resources),
    hasSecret: (code) => hasSecret(resources.config.repl.secrets.value, code),
    listFiles: (spec, prefix) => listSessionFiles(resources, spec, prefix),
    openEngine: (spec, wiring) => first.take(wiring) ?? openSessionEngine(resources, spec, wiring),
    openRetrieval: async () => (await import('./rag/open-retrieval.js')).openRetrieval(resources),
    openHistory: async () => {
      const { SqliteHistoryStore } = await import('../services/stores/sqlite-history-store.js');
      const { state, history } = resources.config;
      const { maxEntries, retentionMs } = history;
      return SqliteHistoryStore.open(state.directory.value, {
        maxEntries: maxEntries.value,
        retentionMs: retentionMs.value,
      });
    },
  });
}

function recordsOf({ config, archive, logger }: SessionResources): KernelOptions['records'] {
  if (!config.sessions.enabled.value) return undefined;
  return {
    holder: async () => (await import('../client/process-holder.js')).ownHolder(),
    outputBytes: config.sessions.outputBytes.value,
    tend: async () => (await import('./session-upkeep.js')).tendSessions(archive, config, logger),
  };
}

/** The command line goes before the configuration; the time of one script is kept by who runs it. */
function limitsOf({ limits }: Config, { maxMemoryBytes, timeoutMs }: Surroundings['options']): SessionLimits {
  const memoryBytes = maxMemoryBytes ?? limits.memoryBytes?.value;
  const timeMs = timeoutMs === undefined ? limits.timeMs?.value : undefined;
  const outputBytes = limits.outputBytes?.value;
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(outputBytes === undefined ? {} : { outputBytes }),
  };
}

async function openResources(surroundings: Surroundings): Promise<SessionResources> {
  const { options, workingDirectory, logger, stateDirectory } = surroundings;
  const config = await loadConfig({
    workingDirectory,
    ...configSource(options),
    ...(stateDirectory === undefined ? {} : { environment: { ...process.env, LLMSPELL_STATE_DIR: stateDirectory } }),
  });
  return {
    config,
    grant: createGrant(workingDirectory, options.permissions, config.permissions),
    workingDirectory,
    logger,
    tellSources: options.trace.level !== 'off',
    events: new EventBus(config.events.keep.value ? keptEvents(config, logger) : undefined),
    archive: SessionArchive.in(config.state.directory.value, config.sessions.artifactBytes.value),
    state: new LazyStateStore(async () => {
      const { SqliteStateStore } = await import('../services/stores/sqlite-state-store.js');
      return SqliteStateStore.open(config.state.directory.value);
    }),
  };
}

function keptEvents(config: Config, logger: Logger): KeptEvents {
  return new KeptEvents(async () => {
    const { SqliteEventStore } = await import('../services/stores/sqlite-event-store.js');
    return SqliteEventStore.open(config.state.directory.value);
  }, logger);
}
