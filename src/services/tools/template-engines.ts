// The engines of `template-creator`. Neither makes code of a template: both walk its syntax tree. Pool thread.

import type { SpellError } from '../../base/errors.js';
import type { ValueObject } from '../value-kinds.js';
import { HandlebarsError, renderHandlebars } from './handlebars-template.js';
import { renderTera } from './tera-template.js';
import { badParameter } from './parameters.js';

/** @throws SpellError `TOOL_PARAMETER` for faults of the template */
export async function renderTemplate(engine: string, template: string, values: ValueObject): Promise<string> {
  try {
    return engine === 'handlebars' ? await renderHandlebars(template, values) : await renderTera(template, values);
  } catch (error) {
    throw faulty(engine, error);
  }
}

function faulty(engine: string, error: unknown): SpellError {
  const message = error instanceof Error ? error.message : String(error);
  const name = engine === 'handlebars' ? 'Handlebars' : 'Tera and Jinja';
  const help = error instanceof HandlebarsError ? error.help : `write it in the syntax of ${name}`;
  return badParameter({ name: 'template-creator' }, 'input', message.trim().split('\n')[0]!, help);
}
