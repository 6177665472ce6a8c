// Texts, addresses, secrets and names of variables. Any thread.

import { didYouMean } from '../../base/nearest.js';
import { InvalidValue } from '../invalid-value.js';
import { describe, isStrings, splitText } from './value-kind.js';
import type { ValueKind } from './value-kind.js';

export const text: ValueKind<string> = {
  expected: 'text',
  json: { type: 'string' },
  parse: (raw) => {
    if (typeof raw !== 'string') throw new InvalidValue(`expected a string, got ${describe(raw)}`, 'put it in quotes');
    if (raw.trim() === '') throw new InvalidValue('is empty', 'give a value or leave it out');
    return raw.trim();
  },
};

export function oneOf<const T extends string>(...words: readonly T[]): ValueKind<T> {
  return {
    expected: words.join(', '),
    json: { enum: words },
    parse: (raw, directory) => {
      const value = text.parse(raw, directory);
      const word = words.find((known) => known === value.toLowerCase());
      if (word !== undefined) return word;
      throw new InvalidValue(
        `'${value}' is not allowed${didYouMean(value, words)}`,
        `write one of ${words.join(', ')}`,
      );
    },
  };
}

/** Divided by commas where it stands in a variable. */
export const texts: ValueKind<readonly string[]> = {
  expected: 'list of texts',
  json: { type: 'array', items: { type: 'string' } },
  parse: (raw) => {
    if (isStrings(raw)) return raw;
    throw new InvalidValue(`expected a list of strings, got ${describe(raw)}`, 'write it like ["one", "two"]');
  },
  fromText: (written) => splitText(written, ','),
};

/** `*` stands for all that is public, `*.` before a name for all below it. */
export const hosts: ValueKind<readonly string[]> = {
  ...texts,
  expected: 'list of hosts',
  parse: (raw, directory) =>
    texts.parse(raw, directory).map((entry) => {
      if (/^(\*|(\*\.)?[^\s/?#@\\%*]+)$/.test(entry)) return entry;
      throw new InvalidValue(`'${entry}' is no host`, 'write it like ["example.com", "*.example.org:443"]');
    }),
};

export const baseUrl: ValueKind<string> = {
  expected: 'address with http:// or https://',
  json: { type: 'string', format: 'uri' },
  parse: (raw, directory) => {
    const value = text.parse(raw, directory);
    const help = 'write it with its scheme, e.g. http://127.0.0.1:8080/v1 or https://api.openai.com/v1';
    if (!URL.canParse(value)) throw new InvalidValue(`'${value}' is not a URL`, help);
    const url = new URL(value);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new InvalidValue(`'${value}' does not begin with http:// or https://`, help);
    }
    if (url.username !== '' || url.password !== '') {
      throw new InvalidValue('contains a user name or password', 'put the key into OPENAI_API_KEY instead');
    }
    if (url.search !== '' || url.hash !== '') throw new InvalidValue(`'${value}' has a query or fragment`, help);
    return value.replace(/\/+$/, '');
  },
};

export function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

export const secret: ValueKind<string> = {
  expected: 'secret text',
  json: { type: 'string' },
  parse: (raw, directory) => {
    const value = text.parse(raw, directory);
    // The value is not shown: it is probably a key with something around it.
    if (!/[^\x21-\x7e]/.test(value)) return value;
    throw new InvalidValue('contains spaces or characters that no key or token has', 'copy it again, without quotes');
  },
};

export const variableName: ValueKind<string> = {
  expected: 'name of an environment variable',
  json: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
  parse: (raw, directory) => {
    const value = text.parse(raw, directory);
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return value;
    throw new InvalidValue(
      'is no name of an environment variable',
      'name the variable that holds the key, not the key itself',
    );
  },
};

/** Divided by commas where they stand in a variable. */
export const headers: ValueKind<Readonly<Record<string, string>>> = {
  expected: 'list of "Name: value"',
  json: { type: 'array', items: { type: 'string', pattern: '^[A-Za-z0-9_-]+:' } },
  parse: (raw, directory) => Object.fromEntries(texts.parse(raw, directory).map(parseHeader)),
  fromText: (written) => splitText(written, ','),
  show: (value) => Object.entries(value).map(([name, content]) => `${name}: ${content}`),
};

/** What it holds may be secret, and is not shown. */
function parseHeader(line: string): readonly [name: string, content: string] {
  const match = /^([A-Za-z0-9_-]+):\s*([\x21-\x7e][\x20-\x7e]*?)\s*$/.exec(line);
  if (match !== null) return [match[1]!, match[2]!];
  throw new InvalidValue('holds something that is no header', 'write each like "X-Title: my program"');
}
