// The engine of one session with the services behind it. Control thread.

import type { Logger } from '../base/log.js';
import { HOOK_SHUTDOWN } from '../base/hook-run.js';
import { settledWithin } from '../base/settled-within.js';
import type { HostMethods } from '../base/values.js';
import type { Config } from '../config/config.js';
import type { CallRequest, Run, RunRequest } from '../engine/contract.js';
import { createEngine } from '../engine/host.js';
import type { StartedThread } from '../engine/started-thread.js';
import type { EngineWiring, SessionEngine, SessionNarrowing, SessionSpec } from '../kernel/contract.js';
import type { PermissionGrant } from '../permissions/grant.js';
import type { HookInspection } from '../services/hooks/hook-inspection.js';
import type { RetrievalService } from '../services/retrieval/retrieval-service.js';
import type { Services, ServicesOptions } from '../services/services.js';
import type { OpenStepRunner } from '../services/sessions/step-runner.js';
import type { EventBus } from '../services/events/event-bus.js';
import type { SessionArchive } from '../services/sessions/session-archive.js';
import type { StateStore } from '../services/stores/state-store.js';
import { logCalls } from './log-calls.js';
import { sessionHoldings } from './session-holdings.js';

/** What all sessions of a kernel share. */
export interface SessionResources {
  readonly config: Config;
  /** What sessions may touch, unless they are narrowed. */
  readonly grant: PermissionGrant;
  readonly workingDirectory: string;
  readonly logger: Logger;
  readonly state: StateStore;
  readonly events: EventBus;
  readonly archive: SessionArchive;
  /** Kept sessions are replayed there; that does not happen within itself. */
  readonly isReplay?: boolean;
  /** Every record of a service names its place in the script. */
  readonly tellSources: boolean;
}

/**
 * The engine thread starts at once; services are loaded when the script first asks for one. Each session has services of its own:
 * agents belong to it, and its permissions may be narrower.
 */
export async function openSessionEngine(
  resources: SessionResources,
  spec: SessionSpec,
  wiring: EngineWiring,
  thread?: StartedThread,
): Promise<SessionEngine> {
  const { name, limits, permissions } = spec;
  const { config, workingDirectory, logger, state } = resources;
  const grant = permissions === undefined ? resources.grant : await narrowed(resources, permissions);
  let services: Promise<Services> | undefined;
  let hooks: HookInspection | undefined;
  let retrieval: RetrievalService | undefined;
  const engine = createEngine({
    methods: () => {
      const { callsOf, keptSessionOf } = wiring;
      const own = { session: name, callsOf, keptSessionOf, openStepRunner: replays(resources, spec) };
      services = loadServices({ ...resources, grant, ...own });
      return services.then((loaded) => {
        hooks = loaded.hooks.inspection;
        retrieval = loaded.retrieval;
        return hostMethods(loaded, logger, wiring, () => engine.outputTaken());
      });
    },
    permissions: grant,
    workingDirectory,
    modulePath: config.modules.path.value,
    logger,
    thread,
    tellSources: resources.tellSources,
    onOutput: wiring.onOutput,
    readInput: wiring.readInput,
    onDebugEvent: wiring.onDebugEvent,
    ...(limits.memoryBytes === undefined ? {} : { maxMemoryBytes: limits.memoryBytes }),
  });
  return {
    run: (request) => logBeginning(engine.run(request), request, logger),
    look: (look) => engine.look(look),
    debug: (command, request) => engine.debug(command, request),
    outputTaken: () => engine.outputTaken(),
    ready: engine.ready,
    holdings: sessionHoldings(() => services, state),
    hooks: () => hooks,
    retrieval: () => retrieval?.counts,
    dispose: async () => {
      if (hooks?.has('SystemShutdown') === true || hooks?.has('SessionEnd') === true) {
        const id = await wiring.keptSession();
        const last = engine.run({ ...SHUTDOWN, args: id === undefined ? [] : [id] });
        await settledWithin(last.outcome, SHUTDOWN_MS);
      }
      await Promise.all([engine.dispose(), services?.then((loaded) => loaded.dispose())]);
    },
  };
}

/** What is replayed may do what the session may that asks for it, and no more. */
function replays(resources: SessionResources, spec: SessionSpec): OpenStepRunner | undefined {
  if (resources.isReplay === true) return undefined;
  return async () => {
    const { openStepRunner } = await import('./step-runner.js');
    const name = `${spec.name}-replay`;
    return openStepRunner((wiring) => openSessionEngine({ ...resources, isReplay: true }, { ...spec, name }, wiring));
  };
}

/** The last call into a session whose hooks want to know. */
const SHUTDOWN = { call: HOOK_SHUTDOWN, timeoutMs: 2000 } as const;
/** The time of the call, and a moment for its end. */
const SHUTDOWN_MS = 3000;

function logBeginning(run: Run, request: RunRequest | CallRequest, logger: Logger): Run {
  if ('code' in request) {
    const { code, chunkName, scriptName, args = [] } = request;
    const script = scriptName ?? chunkName.replace(/^[@=]/, '');
    const fields = { script, bytes: Buffer.byteLength(code), args: args.length };
    logger.log({ level: 'info', module: 'cli', message: 'run begins', runId: run.id, fields });
  }
  return run;
}

/** Paths that begin with a prefix, of those that a session may read. */
export async function listSessionFiles(
  resources: SessionResources,
  { permissions }: SessionSpec,
  prefix: string,
): Promise<readonly string[]> {
  const [{ createPolicy }, { listFiles }] = await Promise.all([
    import('../permissions/policy.js'),
    import('./list-files.js'),
  ]);
  const grant = permissions === undefined ? resources.grant : await narrowed(resources, permissions);
  return listFiles(createPolicy(grant, resources.workingDirectory), prefix);
}

async function narrowed(
  { grant, workingDirectory }: SessionResources,
  { denyAll = false, ...kinds }: SessionNarrowing,
): Promise<PermissionGrant> {
  const { narrowGrant } = await import('../permissions/narrow.js');
  const left = !denyAll;
  const { read = left, write = left, net = left, run = left, env = left } = kinds;
  return narrowGrant(grant, { read, write, net, run, env }, workingDirectory);
}

async function loadServices(options: ServicesOptions): Promise<Services> {
  const { createServices } = await import('../services/services.js');
  return createServices(options);
}

async function hostMethods(
  services: Services,
  logger: Logger,
  wiring: EngineWiring,
  earlierOutput: () => Promise<void>,
): Promise<HostMethods> {
  const [{ createHostMethods }, { streamingExecute }, { withHooks }, { withEvents }, records] = await Promise.all([
    import('../services/methods.js'),
    import('./stream-agents.js'),
    import('../services/hooks/with-hooks.js'),
    import('../services/events/with-events.js'),
    import('../services/sessions/call-records.js'),
  ]);
  const methods = createHostMethods(services);
  const streaming = streamingExecute(services.agents, wiring.onToken, earlierOutput);
  const hooked = withHooks(services, { 'agent.execute': streaming });
  const streamed = records.withCallRecords(services, withEvents(services, hooked))['agent.execute']!;
  const whole = methods['agent.execute']!;
  return logCalls(
    {
      ...methods,
      ...wiring.methods,
      'agent.execute': (args, context) =>
        wiring.streamsTokens(context.runId) ? streamed(args, context) : whole(args, context),
    },
    logger,
  );
}
