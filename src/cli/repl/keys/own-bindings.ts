// The keys of the prompt as the configuration wants them: a set, with own bindings put on top. Any thread.

import { SpellError } from '../../../base/errors.js';
import { didYouMean } from '../../../base/nearest.js';
import type { ConfiguredKey } from '../../../config/kinds/prompt.js';
import { EDITS } from './actions.js';
import { isChord } from './chord.js';
import type { Bindings } from './emacs.js';
import { EMACS } from './emacs.js';
import { VI_INSERT, VI_NORMAL } from './vi.js';

export interface KeySet {
  readonly bindings: Bindings;
  /** Of vi. */
  readonly normal?: Bindings;
}

/** Takes a key away. */
const NONE = 'none';

/** What can be bound. */
export const ACTIONS: readonly string[] = [
  ...new Set([...Object.keys(EDITS), ...[EMACS, VI_INSERT, VI_NORMAL].flatMap((set) => Object.values(set))]),
].sort();

export function keySet(name: 'emacs' | 'vi', own: readonly ConfiguredKey[]): KeySet {
  const [usual, normal] = [own.filter((key) => !key.isNormal), own.filter((key) => key.isNormal)];
  if (name === 'emacs') return { bindings: withOwn(EMACS, usual) };
  return { bindings: withOwn(VI_INSERT, usual), normal: withOwn(VI_NORMAL, normal) };
}

/** @throws SpellError `CONFIG_INVALID` for a key or an action that is not there */
export function checkKeys(own: readonly ConfiguredKey[]): void {
  for (const { keys, action } of own) {
    const wrong = keys.split(' ').find((chord) => !isChord(chord));
    if (wrong !== undefined) {
      throw new SpellError('CONFIG_INVALID', `'repl.bindings': there is no key '${wrong}'`, {
        help: 'keys are written like C-a, M-f, C-M-k, S-tab, up, f2, or as the character that they type',
      });
    }
    if (action === NONE || ACTIONS.includes(action)) continue;
    throw new SpellError(
      'CONFIG_INVALID',
      `'repl.bindings': there is no action '${action}'${didYouMean(action, ACTIONS)}`,
      {
        help: `the actions are ${ACTIONS.join(', ')}, and none`,
      },
    );
  }
}

function withOwn(set: Bindings, own: readonly ConfiguredKey[]): Bindings {
  const all = new Map(Object.entries(set));
  for (const { keys, action } of own) {
    if (action === NONE) all.delete(keys);
    else all.set(keys, action);
  }
  return Object.fromEntries(all);
}
