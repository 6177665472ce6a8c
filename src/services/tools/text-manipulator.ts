// The tool `text-manipulator`: what is done with text most often. Control thread.

import { pool } from '../pool/thread-pool.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { limitsOf } from './compute-limits.js';
import { requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

const OPERATIONS = [
  ...['uppercase', 'lowercase', 'reverse', 'trim', 'replace', 'substring', 'split', 'join', 'snake_case', 'camel_case'],
  ...['pascal_case', 'sanitize', 'truncate', 'indent', 'dedent', 'normalize_whitespace', 'word_wrap', 'count'],
];

export const textManipulator: Tool = {
  name: 'text-manipulator',
  description: 'Changes text: case, trimming, replacing, splitting, joining, indenting, wrapping, counting',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    { name: 'operation', type: 'string', description: OPERATIONS.join(', '), required: true, choices: OPERATIONS },
    { name: 'input', type: 'string', description: 'the text; for join a JSON array', required: true },
    {
      name: 'options',
      type: 'object',
      description:
        'from, to; start, end; delimiter; max_length; spaces; width; count_type (words, chars, lines, bytes)',
      default: {},
    },
  ],
  execute: async (parameters, context) => {
    const input = requireText(textManipulator, parameters, 'input');
    const operation = requireText(textManipulator, parameters, 'operation');
    const options = isValueObject(parameters['options']) ? parameters['options'] : {};
    const result = await change(operation, input, options, context);
    const lengths = { original_length: lengthOf(input), result_length: lengthOf(String(result)) };
    const count = typeof result === 'number' ? { count: result } : {};
    return responseOutput({ operation, success: true, result: { result, operation, ...count, ...lengths } });
  },
};

/** What is short is done sooner than it can be handed to another thread. */
const SHORT = 10_000;

async function change(
  operation: string,
  input: string,
  options: ValueObject,
  context: ToolContext,
): Promise<string | number> {
  if (input.length > SHORT) return pool.run('changeText', [operation, input, options], limitsOf({}, context));
  const { changeText } = await import('./text-changes.js');
  return changeText(operation, input, options);
}

/** Characters, not units of UTF-16. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
