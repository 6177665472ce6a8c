// What `Workflow` reaches. Control thread.

import type { HostMethod, HostMethods, Value } from '../../base/values.js';
import { isFunctionRef } from '../../base/values.js';
import type { Services } from '../services.js';
import type { ValueObject } from '../value-kinds.js';
import { parseCondition } from '../workflows/condition.js';
import { checkParts, toolsOf } from '../workflows/check-parts.js';
import { WorkflowService } from '../workflows/workflow-service.js';
import { parseWorkflow, parseStep } from '../workflows/workflow-spec.js';
import { method } from './method.js';

/** @param methods those that steps are made of, hooks included */
export function workflowMethods(services: Services, methods: HostMethods): HostMethods {
  const { agents, tools, hooks, scriptEvents: events, state, logger } = services;
  const workflows = new WorkflowService({
    agents,
    executeAgent: calling(methods, 'agent.execute'),
    executeTool: calling(methods, 'tool.execute'),
    takesText: (tool, name) => tools.find(tool)?.parameters.find((each) => each.name === name)?.type === 'string',
    hooks,
    events,
    state,
    logger,
  });
  return {
    /** (description) -> {id, name, type} */
    'workflow.check': method('Workflow.builder', (args) => {
      const { id, name, type } = parseWorkflow(args.table(0));
      return { id, name, type };
    }),

    /** (step); raises where it is none */
    'workflow.check_step': method('add_step', (args) => {
      parseStep(args.table(0), 1);
      return undefined;
    }),

    /** (condition); raises where it is none */
    'workflow.check_condition': method('condition', (args) => {
      parseCondition(args.any(0), 'workflow');
      return undefined;
    }),

    /** (workflow, input?) -> result */
    'workflow.execute': method(
      'workflow:execute',
      (args, call) => workflows.execute(args.table(0), args.optionalTable(1), call),
      1,
    ),

    /** (key, value); nil takes it away */
    'workflow.set_shared': method('workflow:set_shared_data', (args) => {
      workflows.setShared(args.text(0), args.any(1));
      return undefined;
    }),

    /** (id) -> {execution_id, outputs by step} */
    'workflow.last': method('workflow:get_output', (args) => {
      const { executionId, outputs } = workflows.lastOf(args.text(0));
      const shown = [...outputs].map(([step, { value }]) => [step, isFunctionRef(value) ? undefined : value]);
      return {
        execution_id: executionId,
        outputs: Object.fromEntries(shown) as ValueObject,
        steps: [...outputs.keys()],
      };
    }),

    /** (id) -> {deleted} */
    'workflow.clear_outputs': method('workflow:clear_outputs', (args) => ({
      deleted: workflows.clearOutputs(args.text(0)),
    })),

    /** (id) -> figures of its executions */
    'workflow.metrics': method('workflow:get_metrics', (args) => workflows.metrics(args.text(0))),

    /** (workflow) -> what is known of it: settings, steps, figures, the last execution */
    'workflow.debug': method('workflow:debug', (args) => workflows.describe(parseWorkflow(args.table(0)))),

    /** (workflow) -> {valid, errors, warnings, workflow_id} */
    'workflow.validate': method('workflow:validate', async (args) => {
      const spec = parseWorkflow(args.table(0));
      await tools.complete(toolsOf(spec));
      return { workflow_id: spec.id, ...checkParts(spec, { agents, tools }) };
    }),
  };
}

/** A host method as the services call it. */
function calling(
  methods: HostMethods,
  name: string,
): (args: readonly Value[], call: Parameters<HostMethod>[1]) => Promise<ValueObject> {
  return async (args, call) => (await methods[name]!(args, call)) as ValueObject;
}
