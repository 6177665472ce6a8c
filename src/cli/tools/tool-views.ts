// Tools and what they answer, as text. Control thread.

import type { Value } from '../../base/values.js';
import type { ValueObject } from '../../services/value-kinds.js';
import { byKey, toJson } from '../json.js';
import { table } from '../kernel/describe.js';
import type { ToolEntry, ToolWithSchema } from './tool-access.js';
import type { ToolParameterEntry } from './tool-words.js';

export function showList(tools: readonly ToolEntry[]): string {
  if (tools.length === 0) return 'there are no such tools\n';
  const rows = tools.map(({ name, category, description }) => [name, category, description]);
  return table([['name', 'category', 'what it does'], ...rows]);
}

export function showInfo({ name, category, description, schema }: ToolWithSchema): string {
  const { parameters } = schema;
  const rows = Array.isArray(parameters) ? parameters.map(parameterRow) : [];
  const listed =
    rows.length === 0 ? 'It takes no parameters.\n' : table([['parameter', 'type', '', 'what it is'], ...rows]);
  return `${name} (${category})\n${description}\n\n${listed}`;
}

function parameterRow(parameter: ToolParameterEntry): readonly string[] {
  const { name, type, description, required, choices } = parameter;
  const standard = parameter.default === undefined ? '' : `default ${toJson(parameter.default as Value)}`;
  const listed = Array.isArray(choices) ? (choices as readonly string[]).join(', ') : description;
  const words = description === listed ? description : `${description}: ${listed}`;
  return [name, type, required ? 'required' : standard, words];
}

/** What tools answer in words is shown as it is; of the others the result, as JSON. Words that are but a message stand before it. */
export function showAnswer(answer: ValueObject): string | Uint8Array {
  const { text, result, data, error, message } = answer;
  if (text instanceof Uint8Array) return text;
  const isMessage = text !== undefined && text === message && result !== undefined;
  if (typeof text === 'string' && !isMessage) return text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const shown = answer['success'] === false ? (error ?? message) : (result ?? data);
  return `${isMessage ? `${message as string}\n` : ''}${toJson(byKey(shown ?? answer), 2)}\n`;
}
