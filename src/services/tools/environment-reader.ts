// The tool `environment-reader`: environment variables that the permissions allow. Control thread.

import type { Output } from '../output-table.js';
import { compact } from '../value-kinds.js';
import { badParameter, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

export const environmentReader: Tool = {
  name: 'environment-reader',
  description: 'Reads environment variables',
  version: '1.0.0',
  category: 'system',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'get one, list those that are allowed, or those of a pattern',
      required: true,
      choices: ['get', 'list', 'pattern'],
    },
    { name: 'variable_name', type: 'string', description: 'the variable' },
    { name: 'pattern', type: 'string', description: 'names with * and ?' },
  ],
  execute: async (parameters, context): Promise<Output> => {
    const operation = requireText(environmentReader, parameters, 'operation');
    if (operation === 'get') {
      const name = requireText(environmentReader, parameters, 'variable_name');
      context.policy.checkEnv(name);
      const value = process.env[name];
      const result = compact({ variable_name: name, value, found: value !== undefined });
      return responseOutput({ operation, success: true, result });
    }
    const pattern = operation === 'list' ? '*' : requireText(environmentReader, parameters, 'pattern');
    if (pattern.length > 200) throw badParameter(environmentReader, 'pattern', 'it is too long', 'take a shorter one');
    const variables = Object.fromEntries(allowed(context).filter(([name]) => matches(pattern, name)));
    const count = Object.keys(variables).length;
    return responseOutput({ operation, success: true, result: { variables, count } });
  },
};

function allowed({ policy }: ToolContext): [string, string][] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && policy.allowsEnv(name) ? [[name, value]] : [],
  );
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
