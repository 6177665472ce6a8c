// What a script passes to an agent. Control thread.

import { SpellError } from '../../base/errors.js';
import { nearest } from '../../base/nearest.js';
import type { Value } from '../../base/values.js';
import type { JsonSchema, ModelImage } from '../providers/model-provider.js';
import { asArray, isValueObject, luaTypeOf } from '../value-kinds.js';
import { toJsonText } from '../json-text.js';
import type { ValueObject } from '../value-kinds.js';
import { parseImages } from './image-input.js';

export interface AgentInput {
  readonly text: string;
  readonly images: readonly ModelImage[];
  /** The conversation that it belongs to; the agent's own where there is none. */
  readonly conversationId?: string;
  /** What the model is told beside its system prompt, for this question only. */
  readonly background?: string;
  /** The answer is to be JSON of this form. */
  readonly responseSchema?: JsonSchema;
  /** The answer may hold images. */
  readonly wantsImages?: boolean;
}

/** Unknown keys are ignored. @throws SpellError `AGENT_INPUT` or `AGENT_MEDIA` */
export function parseAgentInput(input: ValueObject): AgentInput {
  const text = parseText(input);
  const images = parseImages(input);
  const modalities = asArray(input['output_modalities']) ?? [];
  if (modalities.some((item) => item !== 'text' && item !== 'image')) throw textAndImages();
  const background = parseContext(input['context'] ?? undefined);
  const wantsImages = modalities.includes('image');
  const asked = {
    text,
    images,
    ...(wantsImages && { wantsImages }),
    ...(background === undefined ? {} : { background }),
    ...parseConversationId(input['conversation_id'] ?? undefined),
  };
  const schema = input['response_schema'] ?? undefined;
  if (schema === undefined) return asked;
  if (!isValueObject(schema)) {
    throw badInput(`response_schema: expected a table, got ${luaTypeOf(schema)}`, 'pass a JSON schema as a table');
  }
  return { ...asked, responseSchema: JSON.parse(toJsonText(schema)) as JsonSchema };
}

function parseConversationId(value: Value): Pick<AgentInput, 'conversationId'> {
  if (value === undefined) return {};
  if (typeof value === 'string') return { conversationId: value };
  throw badInput(`conversation_id: expected a string, got ${luaTypeOf(value)}`, "write conversation_id = 'c1'");
}

/** Text, or a table of what the model is to know by name. */
function parseContext(context: Value): string | undefined {
  const lines = isValueObject(context)
    ? Object.entries(context).map(
        ([key, value]) => `- ${key}: ${typeof value === 'string' ? value : toJsonText(value)}`,
      )
    : [context].filter((text) => typeof text === 'string');
  return lines.length === 0 ? undefined : ['Context of this request:', ...lines].join('\n');
}

function parseText(input: ValueObject): string {
  const { text } = input;
  if (text instanceof Uint8Array) throw badInput('Input text is not UTF-8', 'convert it, or encode it as base64');
  if (text !== undefined && text !== null && typeof text !== 'string') {
    throw badInput('Input text is not a string', "pass a table such as {text = 'a question'}");
  }
  if (text === undefined || text === null || text.trim() === '') {
    throw badInput('Input text cannot be empty', `${hintFor(input)}pass a table such as {text = 'a question'}`);
  }
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

function textAndImages(): SpellError {
  return new SpellError(
    'AGENT_MEDIA',
    'agents answer with text and images; other output_modalities are not available yet',
    {
      category: 'Component error',
      help: "leave 'output_modalities' out, or write {'text', 'image'}",
    },
  );
}
