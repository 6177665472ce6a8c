// Values of the section `repl`: keys with what they do, and patterns of inputs that are not kept. Any thread.

import { InvalidValue } from '../invalid-value.js';
import { describe, isStrings, splitText } from './value-kind.js';
import type { ValueKind } from './value-kind.js';

/** `C-t: word-left`; of vi's normal mode `normal K: describe`. What the names mean is the prompt's to say. */
export interface ConfiguredKey {
  readonly isNormal: boolean;
  /** One or two chords. */
  readonly keys: string;
  readonly action: string;
}

export const keyBindings: ValueKind<readonly ConfiguredKey[]> = {
  expected: 'list of "KEY: ACTION"',
  json: { type: 'array', items: { type: 'string', pattern: '^\\S+( \\S+)*: *[a-z-]+$' } },
  parse: (raw) => {
    if (!isStrings(raw)) throw new InvalidValue(`expected a list of strings, got ${describe(raw)}`, EXAMPLE);
    return raw.map(parseKey);
  },
  fromText: (written) => splitText(written, ','),
  show: (keys) => keys.map(({ isNormal, keys: name, action }) => `${isNormal ? 'normal ' : ''}${name}: ${action}`),
};

const EXAMPLE = 'write each like "C-t: word-left", "C-x C-s: run" or "normal K: describe"';

function parseKey(line: string): ConfiguredKey {
  const [, normal, keys = '', action = ''] = /^\s*(normal +)?(\S+(?: \S+)?): *([a-z-]+)\s*$/.exec(line) ?? [];
  if (keys === '') throw new InvalidValue(`'${line}' is no key with an action`, EXAMPLE);
  return { isNormal: normal !== undefined, keys, action };
}

export const patterns: ValueKind<readonly string[]> = {
  expected: 'list of regular expressions',
  json: { type: 'array', items: { type: 'string', format: 'regex' } },
  parse: (raw) => {
    const help = `write them like ['password *=', 'sk-\\w+']`;
    if (!isStrings(raw)) throw new InvalidValue(`expected a list of strings, got ${describe(raw)}`, help);
    for (const pattern of raw) {
      try {
        new RegExp(pattern, 'iu');
      } catch {
        throw new InvalidValue(`'${pattern}' is no regular expression`, help);
      }
    }
    return raw;
  },
};
