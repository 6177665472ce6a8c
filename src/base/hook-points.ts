// The moments at which hooks can run: their names. Any thread.

/** By what they belong to. */
export const HOOK_POINTS = {
  system: ['SystemStartup', 'SystemShutdown', 'ConfigurationChange', 'ResourceLimitExceeded', 'SecurityViolation'],
  agent: [
    'BeforeAgentInit',
    'AfterAgentInit',
    'BeforeAgentExecution',
    'AfterAgentExecution',
    'BeforeAgentShutdown',
    'AfterAgentShutdown',
    'AgentError',
  ],
  tool: [
    'BeforeToolDiscovery',
    'AfterToolDiscovery',
    'BeforeToolExecution',
    'AfterToolExecution',
    'ToolValidation',
    'ToolError',
  ],
  workflow: [
    'BeforeWorkflowStart',
    'WorkflowStageTransition',
    'BeforeWorkflowStage',
    'AfterWorkflowStage',
    'WorkflowCheckpoint',
    'WorkflowRollback',
    'AfterWorkflowComplete',
    'WorkflowError',
  ],
  state: [
    'BeforeStateRead',
    'AfterStateRead',
    'BeforeStateWrite',
    'AfterStateWrite',
    'StateConflict',
    'StateMigration',
  ],
  session: ['SessionStart', 'SessionEnd', 'SessionCheckpoint', 'SessionRestore', 'SessionSave'],
  event: ['BeforeEventEmit', 'AfterEventEmit', 'EventHandlerError'],
  performance: ['PerformanceThresholdExceeded', 'MemoryUsageHigh', 'CpuUsageHigh'],
} as const;

export type HookKind = keyof typeof HOOK_POINTS;
export type HookPoint = (typeof HOOK_POINTS)[HookKind][number];

const KIND_OF: ReadonlyMap<string, HookKind> = new Map(
  Object.entries(HOOK_POINTS).flatMap(([kind, points]) => points.map((point) => [point, kind as HookKind])),
);

export function hookPoints(): readonly string[] {
  return [...KIND_OF.keys()];
}

export function isHookPoint(name: string): name is HookPoint {
  return KIND_OF.has(name);
}

export function kindOfPoint(point: HookPoint): HookKind {
  return KIND_OF.get(point)!;
}
