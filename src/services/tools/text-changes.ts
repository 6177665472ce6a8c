// What `text-manipulator` does with text. Positions and lengths count characters. Any thread.

import type { SpellError } from '../../base/errors.js';
import { luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { tryParseJson } from '../json-text.js';
import { badParameter } from './parameters.js';

type Change = (text: string, options: ValueObject) => string | number;

const CHANGES: Readonly<Record<string, Change>> = {
  uppercase: (text) => text.toUpperCase(),
  lowercase: (text) => text.toLowerCase(),
  reverse: (text) => charactersOf(text).reverse().join(''),
  trim: (text) => text.trim(),
  replace: (text, options) => text.replaceAll(textOption(options, 'from'), () => textOption(options, 'to')),
  substring: (text, options) => {
    return Array.from(text)
      .slice(integerOption(options, 'start', 0), integerOption(options, 'end', Infinity))
      .join('');
  },
  split: (text, options) => JSON.stringify(text.split(textOption(options, 'delimiter', ' '))),
  join: (text, options) => parseItems(text).join(textOption(options, 'delimiter', '')),
  snake_case: (text) => wordsOf(text).join('_').toLowerCase(),
  camel_case: (text) => lowerFirst(pascalCase(text)),
  pascal_case: pascalCase,
  // Control characters but tab and line ends; what only looks like nothing can hide what a text says.
  sanitize: (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, (char) => (/[\t\n\r]/.test(char) ? char : '')).trim(),
  truncate: (text, options) => truncate(text, integerOption(options, 'max_length', 100)),
  indent: (text, options) => text.replace(/^(?=.)/gm, ' '.repeat(integerOption(options, 'spaces', 4))),
  dedent,
  normalize_whitespace: (text) => text.trim().split(/\s+/).join(' '),
  word_wrap: (text, options) => wrap(text, integerOption(options, 'width', 80)),
  count: (text, options) => count(text, textOption(options, 'count_type', 'words')),
};

/** @throws SpellError `TOOL_PARAMETER` */
export function changeText(operation: string, text: string, options: ValueObject): string | number {
  return CHANGES[operation]?.(text, options) ?? text;
}

/** As people see them: an emoji with its modifiers is one. */
function charactersOf(text: string): string[] {
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
}

function wordsOf(text: string): string[] {
  return text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+|\p{Lu}/gu) ?? [];
}

function pascalCase(text: string): string {
  return wordsOf(text)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function truncate(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  return length <= 3 ? characters.slice(0, length).join('') : `${characters.slice(0, length - 3).join('')}...`;
}

function dedent(text: string): string {
  const lines = text.split('\n');
  const depths = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const depth = depths.reduce((least, each) => Math.min(least, each), Infinity);
  return lines.map((line) => line.slice(Math.min(depth, line.length))).join('\n');
}

/** A word that is longer than the line has a line of its own. */
function wrap(text: string, width: number): string {
  return text.split('\n').map((line) => wrapLine(line, width)).join('\n'); // prettier-ignore
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/\s+/).filter((each) => each !== '')) {
    if (current !== '' && Array.from(current).length + 1 + Array.from(word).length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current].join('\n');
}

function count(text: string, what: string): number {
  switch (what) {
    case 'words':
      return text.split(/\s+/).filter((word) => word !== '').length;
    case 'chars':
    case 'characters':
      return Array.from(text).length;
    case 'lines':
      return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    case 'bytes':
      return Buffer.byteLength(text);
    default:
      throw badOption(`count_type '${what}' is not known`, 'it may be words, chars, lines or bytes');
  }
}

function parseItems(text: string): string[] {
  const value = tryParseJson(text)?.value;
  if (!Array.isArray(value)) throw badOption('it is no JSON array', `write ["a", "b"]`, 'input');
  return value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}

function textOption(options: ValueObject, name: string, otherwise?: string): string {
  const value = options[name] ?? otherwise;
  if (typeof value === 'string') return value;
  throw badOption(`${name}: string expected, got ${luaTypeOf(value)}`, `options.${name} is text`);
}

function integerOption(options: ValueObject, name: string, otherwise: number): number {
  const value = options[name] ?? otherwise;
  if (value === otherwise) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1_000_000) return value;
  throw badOption(`${name}: it is no whole number from 0 to 1000000`, `options.${name} is a number`);
}

function badOption(message: string, help: string, parameter = 'options'): SpellError {
  return badParameter({ name: 'text-manipulator' }, parameter, message, help);
}
