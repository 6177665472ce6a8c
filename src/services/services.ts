// Puts the services of a session together. Nothing heavy is loaded until it is used. Control thread.

import type { Disposable } from '../base/disposable.js';
import type { Logger } from '../base/log.js';
import type { Config } from '../config/config.js';
import type { PermissionGrant } from '../permissions/grant.js';
import { createPolicy } from '../permissions/policy.js';
import type { PermissionPolicy } from '../permissions/policy.js';
import { AgentService } from './agents/agent-service.js';
import { ScriptConfig } from './configuration/script-config.js';
import { EventBus } from './events/event-bus.js';
import { ScriptEvents } from './events/script-events.js';
import { withEvents, withToolEvents } from './events/with-events.js';
import { tellHook } from './events/tell-hook.js';
import { tellProvider } from './events/tell-provider.js';
import { HookService } from './hooks/hook-service.js';
import { withHooks, withToolHooks } from './hooks/with-hooks.js';
import { agentExecution } from './agents/agent-execution.js';
import { McpServers } from './mcp/mcp-servers.js';
import { agentTools } from './agents/agent-tools.js';
import { ProviderRegistry } from './providers/provider-registry.js';
import { pool } from './pool/thread-pool.js';
import { RetrievalService } from './retrieval/retrieval-service.js';
import type { CallsOf } from './sessions/call-records.js';
import { recordedModels, recordedTool, withCallRecords } from './sessions/call-records.js';
import { CurrentSession } from './sessions/current-session.js';
import type { KeptSessionOf } from './sessions/current-session.js';
import type { OpenStepRunner } from './sessions/step-runner.js';
import { SessionArchive } from './sessions/session-archive.js';
import { ScriptState } from './state/script-state.js';
import { Backups } from './stores/backups.js';
import { lazyVectorStore } from './stores/lazy-vector-store.js';
import type { StateStore } from './stores/state-store.js';
import type { VectorStore } from './stores/vector-store.js';
import { builtInTools } from './tools/built-in-tools.js';
import { toolExecution } from './tools/tool-execution.js';
import { ToolRegistry } from './tools/tool-registry.js';

export interface ServicesOptions {
  readonly config: Config;
  readonly grant: PermissionGrant;
  readonly workingDirectory: string;
  readonly logger: Logger;
  /** Shared with others; whoever gives it closes it. */
  readonly state: StateStore;
  /** Closed with the services. Without, those of the state directory. */
  readonly documents?: VectorStore;
  /** Shared with others, as the state. Without, that of the state directory, closed with the services. */
  readonly archive?: SessionArchive;
  /** Shared with others, as the state. Default: its own. */
  readonly events?: EventBus;
  /** Its name. */
  readonly session?: string;
  /** Where kept sessions are replayed. Default: nowhere. */
  readonly openStepRunner?: OpenStepRunner | undefined;
  /** Where the calls that its runs make are kept. */
  readonly callsOf?: CallsOf;
  /** Where its runs are kept. Default: nowhere. */
  readonly keptSessionOf?: KeptSessionOf;
}

export interface Services extends Disposable {
  readonly policy: PermissionPolicy;
  readonly providers: ProviderRegistry;
  readonly agents: AgentService;
  readonly hooks: HookService;
  /** What takes longer is told to hooks. */
  readonly slowCallMs: number;
  readonly tools: ToolRegistry;
  readonly state: StateStore;
  readonly scriptState: ScriptState;
  readonly scriptEvents: ScriptEvents;
  readonly retrieval: RetrievalService;
  readonly archive: SessionArchive;
  readonly currentSession: CurrentSession;
  readonly openStepRunner: OpenStepRunner | undefined;
  readonly backups: Backups;
  readonly configuration: ScriptConfig;
  readonly logger: Logger;
  readonly callsOf: CallsOf | undefined;
}

export function createServices(options: ServicesOptions): Services {
  const { config, grant, workingDirectory, logger, state, events = new EventBus(), callsOf } = options;
  const policy = createPolicy(grant, workingDirectory);
  const scriptEvents = new ScriptEvents(events, options.session);
  const providers = new ProviderRegistry({
    providers: config.providers,
    defaultProvider: config.defaultProvider?.value,
    policy,
    logger,
    observer: recordedModels(callsOf, tellProvider(scriptEvents)),
  });
  const servers = new McpServers(config.mcpServers, policy, logger);
  const tools = new ToolRegistry(builtInTools(config.searchKeys), servers, config.tools);
  const scriptState = new ScriptState(state);
  const hooks = new HookService((...execution) => tellHook(scriptEvents, ...execution));
  const executeTool = withToolEvents(scriptEvents, withToolHooks(hooks, toolExecution(tools, policy)));
  const agents: AgentService = new AgentService({
    providers,
    tools: agentTools(tools, recordedTool(callsOf, executeTool)),
    execute: (args, call) => executeAgent(args, call),
    logger,
  });
  const hooked = withHooks({ hooks, agents }, { 'agent.execute': agentExecution(agents) });
  const told = withEvents({ scriptEvents, agents, scriptState }, hooked);
  const executeAgent = withCallRecords({ callsOf, agents }, told)['agent.execute']!;
  const archive =
    options.archive ?? SessionArchive.in(config.state.directory.value, config.sessions.artifactBytes.value);
  const documents = options.documents ?? lazyVectorStore(() => openDocuments(config));
  return {
    policy,
    providers,
    agents,
    hooks,
    slowCallMs: config.hooks.slowCallMs.value,
    tools,
    state,
    scriptState,
    scriptEvents,
    retrieval: new RetrievalService({ store: documents, pool, providers, settings: config.retrieval }),
    archive,
    currentSession: new CurrentSession(options.keptSessionOf),
    openStepRunner: options.openStepRunner,
    backups: new Backups(config.state.directory.value),
    configuration: new ScriptConfig(config, policy),
    logger,
    callsOf,
    dispose: async () => {
      scriptState.dispose();
      scriptEvents.dispose();
      agents.dispose();
      await Promise.all([
        servers.dispose(),
        documents.dispose(),
        options.archive === undefined ? archive.dispose() : undefined,
      ]);
    },
  };
}

async function openDocuments(config: Config): Promise<VectorStore> {
  const { SqliteVectorStore } = await import('./stores/sqlite-vector-store.js');
  return SqliteVectorStore.open(config.state.directory.value);
}
