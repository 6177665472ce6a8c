// The tool `diff-calculator`: what two texts or two JSON values differ in. Control thread.

import type { Value } from '../../base/values.js';
import type { Output } from '../output-table.js';
import { tryParseJson } from '../json-text.js';
import type { ValueObject } from '../value-kinds.js';
import { pool } from '../pool/thread-pool.js';
import { TIMEOUT, limitsOf } from './compute-limits.js';
import { readWhole } from './files.js';
import { badParameter, missingParameter, optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

export const diffCalculator: Tool = {
  name: 'diff-calculator',
  description: 'Compares two texts, files or JSON values',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    { name: 'type', type: 'string', description: 'text or json', default: 'text', choices: ['text', 'json'] },
    { name: 'old_text', type: 'string', description: 'the text before' },
    { name: 'new_text', type: 'string', description: 'the text after' },
    { name: 'old_json', type: 'any', description: 'the value before, or its JSON' },
    { name: 'new_json', type: 'any', description: 'the value after, or its JSON' },
    { name: 'old_file', type: 'string', description: 'path of a file to read instead' },
    { name: 'new_file', type: 'string', description: 'path of a file to read instead' },
    {
      name: 'format',
      type: 'string',
      description: 'how the differences of texts are written',
      default: 'unified',
      choices: ['unified', 'context', 'inline', 'simple'],
    },
    TIMEOUT,
  ],
  execute: async (parameters, context): Promise<Output> => {
    const operation = 'diff';
    const limits = limitsOf(parameters, context);
    if (parameters['type'] === 'json') {
      const [before, after] = [await jsonOf('old', parameters, context), await jsonOf('new', parameters, context)];
      const differences = await pool.run('diffJson', [before, after], limits);
      return responseOutput({ operation, success: true, result: { type: 'json', ...differences } });
    }
    const [before, after] = [await textOf('old', parameters, context), await textOf('new', parameters, context)];
    const format = requireText(diffCalculator, parameters, 'format');
    const names = ['old_file', 'new_file'].map((name) => optionalText(diffCalculator, parameters, name));
    const diff = await pool.run('writeDiff', [before, after, format, names[0] ?? 'old', names[1] ?? 'new'], limits);
    const stats = { old_lines: lineCount(before), new_lines: lineCount(after) };
    return responseOutput({ operation, success: true, result: { type: 'text', format, diff, stats } });
  },
};

function lineCount(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}

type Side = 'old' | 'new';

async function textOf(side: Side, parameters: ValueObject, context: ToolContext): Promise<string> {
  const file = optionalText(diffCalculator, parameters, `${side}_file`);
  if (file !== undefined) return (await readWhole(file, context)).toString();
  return requireText(diffCalculator, parameters, `${side}_text`);
}

async function jsonOf(side: Side, parameters: ValueObject, context: ToolContext): Promise<Value> {
  const file = optionalText(diffCalculator, parameters, `${side}_file`);
  const name = file === undefined ? `${side}_json` : `${side}_file`;
  const given = file === undefined ? parameters[name] : (await readWhole(file, context)).toString();
  if (given === undefined) throw missingParameter(diffCalculator, name);
  if (typeof given !== 'string') return given;
  const parsed = tryParseJson(given);
  if (parsed === undefined) throw badParameter(diffCalculator, name, 'it is not JSON', 'pass a table or valid JSON');
  return parsed.value;
}
