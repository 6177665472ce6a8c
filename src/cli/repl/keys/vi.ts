// The keys of vi: what they do while text is put in, and single keys of the normal mode that stand for an action. Any thread.

import type { Bindings } from './emacs.js';
import { EMACS } from './emacs.js';

/** As readline has them in this mode, with what the prompt adds; Escape leaves it. */
const SAME = [
  ...[
    'left',
    'right',
    'up',
    'down',
    'home',
    'end',
    'C-left',
    'C-right',
    'backspace',
    'C-h',
    'delete',
    'C-d',
    'C-w',
    'C-u',
  ],
  ...['return', 'M-return', 'M-enter', 'C-j', 'tab', 'S-tab', 'C-space', 'C-r', 'C-p', 'C-n', 'pageup', 'pagedown'],
  ...['C-x C-e', 'C-l', 'C-c', 'C-g', 'C-z', 'C-o', 'f1', 'C-e', 'C-a', 'C-y', 'C-_'],
];

export const VI_INSERT: Bindings = {
  ...Object.fromEntries(SAME.map((key) => [key, EMACS[key]!])),
  'C-[': 'vi-normal',
  escape: 'vi-normal',
};

export const VI_NORMAL: Bindings = {
  ...Object.fromEntries(
    [
      'left',
      'up',
      'down',
      'home',
      'C-left',
      'C-d',
      'C-p',
      'C-n',
      'C-x C-e',
      'C-l',
      'C-c',
      'C-z',
      'f1',
      'C-g',
      'tab',
    ].map((key) => [key, EMACS[key]!]),
  ),
  right: 'right',
  'C-right': 'word-right',
  end: 'line-end',
  backspace: 'left',
  'C-h': 'left',
  delete: 'delete-right',
  return: 'vi-enter',
  'C-j': 'vi-enter',
  'C-r': 'redo',
  u: 'undo',
  '/': 'search',
  K: 'describe',
  v: 'vi-visual',
  V: 'vi-visual-lines',
  k: 'up',
  j: 'down',
  '+': 'newer',
  '-': 'older',
};
