// The tool `template-creator`: text from templates. Control thread; the work is done in the pool.

import { pool } from '../pool/thread-pool.js';
import { isValueObject } from '../value-kinds.js';
import { TIMEOUT, limitsOf } from './compute-limits.js';
import { requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';

export const templateCreator: Tool = {
  name: 'template-creator',
  description: 'Fills templates in the syntax of Tera (Jinja) or Handlebars',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    { name: 'input', type: 'string', description: 'the template', required: true },
    { name: 'context', type: 'object', description: 'the values by name', default: {} },
    {
      name: 'engine',
      type: 'string',
      description: 'the syntax',
      choices: ['tera', 'handlebars'],
      aliases: { hbs: 'handlebars', jinja: 'tera' },
    },
    { name: 'auto_detect', type: 'boolean', description: 'the syntax is seen from the template', default: true },
    TIMEOUT,
  ],
  execute: async (parameters, context) => {
    const template = requireText(templateCreator, parameters, 'input');
    const values = isValueObject(parameters['context']) ? parameters['context'] : {};
    const named = parameters['engine'] === undefined ? undefined : requireText(templateCreator, parameters, 'engine');
    const engine = named ?? (parameters['auto_detect'] === true ? detect(template) : 'tera');
    const rendered = await pool.run('renderTemplate', [engine, template, values], limitsOf(parameters, context));
    const result = { rendered, engine, template_length: template.length, context_size: Object.keys(values).length };
    return responseOutput({ operation: 'render', success: true, result });
  },
};

/** Blocks, raw values and paths upwards are of Handlebars alone; what both have is the same in both. */
function detect(template: string): string {
  return /\{\{\s*(?:#|\^|\/|!|else\b|&)|\{\{\{|\{\{~?\s*(?:this\b|@|\.\.\/)/.test(template) && !template.includes('{%')
    ? 'handlebars'
    : 'tera';
}
