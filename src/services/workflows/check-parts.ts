// Whether what the steps of a workflow name is there. Control thread.

import { didYouMean } from '../../base/nearest.js';
import type { Services } from '../services.js';
import type { ValueObject } from '../value-kinds.js';
import type { StepSpec } from './step-spec.js';
import type { WorkflowSpec } from './workflow-spec.js';

type Parts = Pick<Services, 'agents' | 'tools'>;

/** The tools that its steps name. */
export function toolsOf(spec: WorkflowSpec): readonly string[] {
  return stepsOf(spec).flatMap((step) => (step.type === 'tool' ? [step.tool] : []));
}

/** A missing tool is an error; an agent may still be built before the workflow runs. */
export function checkParts(spec: WorkflowSpec, parts: Parts): ValueObject {
  const errors: string[] = [];
  const warnings: string[] = [];
  for (const step of stepsOf(spec)) {
    if (step.type === 'tool' && parts.tools.find(step.tool) === undefined) {
      const names = parts.tools.list().map(({ name }) => name);
      errors.push(`step '${step.name}': there is no tool '${step.tool}'${didYouMean(step.tool, names)}`);
    }
    if (step.type === 'agent' && parts.agents.findByName(step.agent) === undefined)
      warnings.push(`step '${step.name}': there is no agent '${step.agent}' yet`);
    if (step.type === 'template') errors.push(`step '${step.name}': templates are not available yet`);
  }
  return { valid: errors.length === 0, errors, warnings };
}

/** All steps, those of nested workflows included. */
export function stepsOf(spec: WorkflowSpec): readonly StepSpec[] {
  return ownSteps(spec).flatMap((step) => [step, ...(step.type === 'workflow' ? stepsOf(step.workflow) : [])]);
}

function ownSteps(spec: WorkflowSpec): readonly StepSpec[] {
  switch (spec.type) {
    case 'sequential':
      return spec.steps;
    case 'parallel':
      return spec.branches.flatMap(({ steps }) => steps);
    case 'conditional':
      return [...spec.steps, ...spec.branches.flatMap(({ steps }) => steps), ...spec.otherwise];
    case 'loop':
      return spec.body;
  }
}
