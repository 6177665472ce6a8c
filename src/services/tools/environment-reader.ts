// The tool `environment-reader`: environment variables that the permissions allow, read and set. Control thread.

import type { Output } from '../output-table.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { SessionVariables } from './session-variables.js';
import type { Tool, ToolContext } from './tool.js';

const SCHEMA = {
  name: 'environment-reader',
  description: 'Reads environment variables, and sets them for the tools of the session',
  version: '1.0.0',
  category: 'system',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'get one, list those that are allowed or those of a pattern, or set one',
      required: true,
      choices: ['get', 'list', 'pattern', 'set'],
    },
    { name: 'variable_name', type: 'string', description: 'the variable' },
    { name: 'value', type: 'string', description: 'what set gives it' },
    { name: 'pattern', type: 'string', description: 'names with * and ?' },
  ],
} as const satisfies Omit<Tool, 'execute'>;

export function createEnvironmentReader(variables: SessionVariables): Tool {
  return {
    ...SCHEMA,
    execute: async (parameters, context): Promise<Output> => {
      const operation = requireText(SCHEMA, parameters, 'operation');
      const work = OPERATIONS[operation as keyof typeof OPERATIONS];
      return responseOutput({ operation, success: true, result: work(parameters, variables, context) });
    },
  };
}

type Work = (parameters: ValueObject, variables: SessionVariables, context: ToolContext) => ValueObject;

const OPERATIONS: Readonly<Record<'get' | 'list' | 'pattern' | 'set', Work>> = {
  get: (parameters, variables, { policy }) => {
    const name = requireText(SCHEMA, parameters, 'variable_name');
    policy.checkEnv(name);
    const value = variables.get(name);
    return compact({ variable_name: name, value, found: value !== undefined });
  },
  list: (_parameters, variables, context) => allowed('*', variables, context),
  pattern: (parameters, variables, context) => {
    const pattern = requireText(SCHEMA, parameters, 'pattern');
    if (pattern.length > 200) throw badParameter(SCHEMA, 'pattern', 'it is too long', 'take a shorter one');
    return allowed(pattern, variables, context);
  },
  set: (parameters, variables, { policy }) => {
    const [name, value] = [requireText(SCHEMA, parameters, 'variable_name'), requireText(SCHEMA, parameters, 'value')];
    policy.checkEnv(name);
    if (!/^[^=\0]+$/.test(name)) throw badParameter(SCHEMA, 'variable_name', 'it is no name', 'write it without =');
    if (value.includes('\0')) throw badParameter(SCHEMA, 'value', 'it has a zero byte', 'pass text without');
    variables.set(name, value);
    return { variable_name: name, value, success: true };
  },
};

function allowed(pattern: string, variables: SessionVariables, { policy }: ToolContext): ValueObject {
  const entries = Object.entries(variables.all()).filter(([name]) => policy.allowsEnv(name) && matches(pattern, name));
  return { variables: Object.fromEntries(entries), count: entries.length };
}

/** Without a regular expression: one with many stars takes for ever. */
function matches(pattern: string, name: string): boolean {
  let [at, place, star, resume] = [0, 0, -1, 0];
  while (at < name.length) {
    if (pattern[place] === '*') [star, resume, place] = [place, at, place + 1];
    else if (place < pattern.length && (pattern[place] === '?' || pattern[place] === name[at]))
      [at, place] = [at + 1, place + 1];
    else if (star >= 0) [place, resume, at] = [star + 1, resume + 1, resume + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(place));
}
