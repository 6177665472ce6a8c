// What steps of workflows are made of. Types only.

import type { CallContext, Value } from '../../base/values.js';
import type { Logger } from '../../base/log.js';
import type { ScriptEvents } from '../events/script-events.js';
import type { AgentService } from '../agents/agent-service.js';
import type { HookService } from '../hooks/hook-service.js';
import type { StateStore } from '../stores/state-store.js';
import type { ValueObject } from '../value-kinds.js';
import type { StepScope } from './step-scope.js';
import type { WorkflowSpec } from './workflow-spec.js';

type Execute = (args: readonly Value[], call: CallContext) => Promise<ValueObject>;

export interface WorkflowParts {
  readonly agents: Pick<AgentService, 'findByName' | 'list'>;
  /** (id, input) -> output table */
  readonly executeAgent: Execute;
  /** (name, parameters) -> output table */
  readonly executeTool: Execute;
  /** Whether a parameter of a tool takes text. */
  readonly takesText: (tool: string, parameter: string) => boolean;
  readonly nested: (workflow: WorkflowSpec, input: ValueObject, outer: StepScope) => Promise<ValueObject>;
  readonly hooks: HookService;
  readonly events: Pick<ScriptEvents, 'tell'>;
  readonly state: StateStore;
  readonly logger: Logger;
}
