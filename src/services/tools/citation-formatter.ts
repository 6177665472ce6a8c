// The tool `citation-formatter`: references to works, in the styles that journals and schools ask for. Control thread; the work is done in the pool.

import { STYLES } from '../citations/styles.js';
import type { Output } from '../output-table.js';
import { pool } from '../pool/thread-pool.js';
import type { ValueObject } from '../value-kinds.js';
import { TIMEOUT, limitsOf } from './compute-limits.js';
import { badParameter, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';

export const citationFormatter: Tool = {
  name: 'citation-formatter',
  description: 'Formats citations and bibliographies, and tells what entries lack',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'what to do',
      default: 'format_citation',
      choices: ['format_citation', 'validate_bibliography', 'list_styles'],
    },
    { name: 'input', type: 'string', description: 'the bibliography; not for list_styles' },
    { name: 'format', type: 'string', description: 'of the input', default: 'yaml', choices: ['yaml', 'bibtex'] },
    {
      name: 'style',
      type: 'string',
      description: 'how it is written',
      default: 'apa',
      choices: STYLES.map(({ name }) => name),
    },
    {
      name: 'cite_keys',
      type: 'array',
      description: 'keys of the works, in the order in which they are cited; else all',
    },
    TIMEOUT,
  ],
  execute: async (parameters, context) => {
    const text = (name: string): string => requireText(citationFormatter, parameters, name);
    const operation = text('operation');
    switch (operation) {
      case 'format_citation': {
        const task = [text('input'), text('format'), text('style'), keysOf(parameters)] as const;
        return answer(operation, await pool.run('formatCitations', [...task], limitsOf(parameters, context)));
      }
      case 'validate_bibliography': {
        const task = [text('input'), text('format')] as const;
        return answer(operation, await pool.run('validateBibliography', [...task], limitsOf(parameters, context)));
      }
      default:
        return answer(operation, { styles: STYLES.map(({ name, description }) => ({ name, description })) });
    }
  },
};

function keysOf(parameters: ValueObject): string[] {
  const given = (parameters['cite_keys'] ?? []) as readonly unknown[];
  const keys = given.filter((key) => typeof key === 'string');
  if (keys.length === given.length) return keys;
  throw badParameter(citationFormatter, 'cite_keys', 'expected texts', 'pass the keys of entries');
}

/** The original nests the answer; scripts read `r.result.result`. */
function answer(operation: string, result: ValueObject): Output {
  const nested = { operation, success: true, result, metadata: {} };
  return responseOutput({ operation, success: true, result: nested });
}
