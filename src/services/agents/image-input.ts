// The images that a script passes to an agent: `image = {base64, format}` or `media = {{base64, format}, ...}`. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import type { ModelImage } from '../providers/model-provider.js';
import { asArray, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** @throws SpellError `AGENT_INPUT` or `AGENT_MEDIA` */
export function parseImages(input: ValueObject): readonly ModelImage[] {
  const media = input['media'] ?? [];
  const items = [...(asArray(media) ?? [media]), input['image']];
  return items.filter((item) => item !== undefined && item !== null).map(parseImage);
}

function parseImage(item: Value): ModelImage {
  if (!isValueObject(item)) throw badImage('it is not a table');
  const { base64, format, type } = item;
  if (type !== undefined && type !== 'image') throw notAnImage(type);
  if (typeof base64 !== 'string') throw badImage("its field 'base64' is missing or no text");
  const compactText = base64.replaceAll(/\s/g, '');
  if (compactText.length % 4 === 1 || !BASE64.test(compactText)) throw badImage("its field 'base64' is not base64");
  return { mediaType: toMediaType(format), bytes: new Uint8Array(Buffer.from(compactText, 'base64')) };
}

function toMediaType(format: Value): string {
  const wanted = format ?? 'png';
  const known = typeof wanted === 'string' ? MEDIA_TYPES[wanted.toLowerCase().replace(/^image\//, '')] : undefined;
  if (known !== undefined) return known;
  throw badImage(`its format is none of ${Object.keys(MEDIA_TYPES).join(', ')}`);
}

function badImage(problem: string): SpellError {
  return new SpellError('AGENT_INPUT', `An image of the input cannot be used: ${problem}`, {
    category: 'Validation error',
    help: "pass {base64 = '...', format = 'png'}",
  });
}

function notAnImage(type: Value): SpellError {
  const name = typeof type === 'string' ? type : 'media';
  return new SpellError('AGENT_MEDIA', `'${name}' is not available yet: agents take text and images`, {
    category: 'Component error',
    help: 'leave it out of the input',
  });
}
