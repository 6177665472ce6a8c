// The host methods that scripts reach: plain values in and out, one thin face for each service in methods/. Control thread.

import type { HostMethods } from '../base/values.js';
import { withEvents } from './events/with-events.js';
import { withSystemHooks } from './hooks/with-system-hooks.js';
import { withHooks } from './hooks/with-hooks.js';
import { agentMethods } from './methods/agent-methods.js';
import { agentRegistryMethods } from './methods/agent-registry-methods.js';
import { agentUpkeepMethods } from './methods/agent-upkeep-methods.js';
import { artifactMethods } from './methods/artifact-methods.js';
import { configMethods } from './methods/config-methods.js';
import { eventMethods } from './methods/event-methods.js';
import { hookMethods } from './methods/hook-methods.js';
import { processMethods } from './methods/process-methods.js';
import { ragMethods } from './methods/rag-methods.js';
import { replayMethods } from './methods/replay-methods.js';
import { withRunIds } from './methods/run-ids.js';
import { sessionMethods } from './methods/session-methods.js';
import { stateCareMethods } from './methods/state-care-methods.js';
import { providerMethods } from './methods/provider-methods.js';
import { stateMethods } from './methods/state-methods.js';
import { toolMethods } from './methods/tool-methods.js';
import { workflowMethods } from './methods/workflow-methods.js';
import { withCallRecords } from './sessions/call-records.js';
import type { Services } from './services.js';

/** Arguments validated; every method may throw a SpellError `BAD_ARGUMENT` and those of its service. */
export function createHostMethods(services: Services): HostMethods {
  const plain = withRunIds({
    ...agentMethods(services),
    ...agentRegistryMethods(services),
    ...agentUpkeepMethods(services),
    ...toolMethods(services),
    ...stateMethods(services),
    ...stateCareMethods(services),
    ...processMethods(services),
    ...configMethods(services),
    ...hookMethods(services),
    ...eventMethods(services),
    ...providerMethods(services),
    ...ragMethods(services),
    ...sessionMethods(services),
    ...replayMethods(services),
    ...artifactMethods(services),
  });
  const methods = withCallRecords(services, withEvents(services, withHooks(services, plain)));
  const workflows = withEvents(services, withHooks(services, workflowMethods(services, methods)));
  return withSystemHooks(services.hooks, { ...methods, ...workflows }, { slowMs: services.slowCallMs });
}
