// What a script passes to an agent. Control thread.

import { SpellError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import { asArray } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

/** The text of an input table. Unknown keys are ignored. @throws SpellError `AGENT_INPUT` or `AGENT_MEDIA` */
export function parseAgentInput(input: ValueObject): string {
  const { text } = input;
  if (text instanceof Uint8Array) throw badInput('Input text is not UTF-8', 'convert it, or encode it as base64');
  if (text !== undefined && text !== null && typeof text !== 'string') {
    throw badInput('Input text is not a string', "pass a table such as {text = 'a question'}");
  }
  if (text === undefined || text === null || text.trim() === '') {
    throw badInput('Input text cannot be empty', `${hintFor(input)}pass a table such as {text = 'a question'}`);
  }
  const media = [...(asArray(input['media']) ?? [input['media']]), input['image']];
  if (media.some((item) => item !== undefined && item !== null)) throw unavailable('media');
  if (asArray(input['output_modalities'])?.some((item) => item !== 'text') === true)
    throw unavailable('output_modalities');
  return text;
}

/** Says which other key was probably meant to be `text`. */
function hintFor(input: ValueObject): string {
  const similar = nearest(
    'text',
    Object.keys(input).filter((key) => key !== 'text'),
  );
  return similar === undefined ? '' : `\`${similar}\` is ignored; did you mean \`text\`? `;
}

function badInput(message: string, help: string): SpellError {
  return new SpellError('AGENT_INPUT', message, { category: 'Validation error', help });
}

function unavailable(key: string): SpellError {
  return new SpellError('AGENT_MEDIA', `'${key}' is not available yet: agents take and give text`, {
    category: 'Component error',
    help: `leave '${key}' out`,
  });
}
