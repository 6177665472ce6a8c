// The tool `webpage-monitor`: what has changed on a web page since it was last looked at. Control thread.

import { createHash } from 'node:crypto';
import type { Output } from '../output-table.js';
import type { ValueObject } from '../value-kinds.js';
import { fetchPage, statusFailure } from './page-request.js';
import { optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';
import { timeoutOf, timeoutParameter } from './web-parameters.js';

export const webpageMonitor: Tool = {
  name: 'webpage-monitor',
  description: 'Compares a web page with what it said before',
  version: '1.0.0',
  category: 'data',
  parameters: [
    { name: 'input', type: 'string', description: 'the URL', required: true },
    { name: 'previous_content', type: 'string', description: 'current_content of an earlier answer' },
    { name: 'selector', type: 'string', description: 'a CSS selector: only what it finds is compared' },
    { name: 'ignore_whitespace', type: 'boolean', description: 'spaces and empty lines do not count', default: true },
    timeoutParameter,
  ],
  execute: async (parameters, context): Promise<Output> => {
    const input = requireText(webpageMonitor, parameters, 'input');
    const previous = optionalText(webpageMonitor, parameters, 'previous_content');
    const selector = optionalText(webpageMonitor, parameters, 'selector');
    const { response, content, page } = await fetchPage(input, timeoutOf(webpageMonitor, parameters), context);
    const error = statusFailure(response);
    // The page of an error is no news of the page that was meant.
    if (error !== undefined) {
      const result = { url: response.url, status_code: response.status };
      return responseOutput({ operation: 'monitor', success: false, result, error });
    }
    const current = selector === undefined ? (page?.text ?? content) : (page?.textsOf(selector) ?? []).join('\n');
    const changes =
      previous === undefined ? [] : await changesOf(previous, current, parameters['ignore_whitespace'] !== false);
    const hash = createHash('sha256').update(current).digest('hex');
    const result = {
      ...{ url: response.url, current_content: current, content_hash: hash, checked_at: new Date().toISOString() },
      ...{ is_first_check: previous === undefined, has_changes: changes.length > 0 },
      ...{ changes: changes.slice(0, MAX_CHANGES), change_count: changes.length },
    };
    return responseOutput({ operation: 'monitor', success: true, result });
  },
};

const MAX_CHANGES = 1000;
const DIFF_MS = 2000;

/** Lines that came and went, with their number in the text that has them. */
async function changesOf(before: string, after: string, ignoresSpace: boolean): Promise<ValueObject[]> {
  const { diffArrays } = await import('diff');
  const [old, current] = [linesOf(before, ignoresSpace), linesOf(after, ignoresSpace)];
  const parts = diffArrays(old, current, { timeout: DIFF_MS });
  // Too different to be compared line by line.
  if (parts === undefined) return [...old.map(change('removed')), ...current.map(change('added'))];
  let [oldLine, line] = [1, 1];
  return parts.flatMap(({ value, added, removed }) => {
    const start = removed ? oldLine : line;
    if (!added) oldLine += value.length;
    if (!removed) line += value.length;
    return added || removed ? value.map(change(added ? 'added' : 'removed', start)) : [];
  });
}

function change(type: string, start = 1): (content: string, index: number) => ValueObject {
  return (content, index) => ({ type, line: start + index, content });
}

function linesOf(text: string, ignoresSpace: boolean): string[] {
  const lines = text.split('\n');
  if (!ignoresSpace) return lines;
  return lines.map((line) => line.trim().replace(/\s+/g, ' ')).filter((line) => line !== '');
}
