// What is shown in which colours: themes, and text in pieces of one style each. Any thread.

/** What a piece of the screen is. */
export type Role =
  | 'text'
  | 'keyword'
  | 'string'
  | 'number'
  | 'comment'
  | 'function'
  | 'operator'
  | 'bracket'
  | 'problem'
  | 'command'
  | 'prompt'
  | 'suggestion'
  | 'menu'
  | 'selected'
  | 'selection'
  | 'matched'
  | 'kind'
  | 'status'
  | 'note';

/** Parameters of SGR (ECMA-48) by role; roles that are not there look as the terminal's own text. */
export type Theme = Readonly<Partial<Record<Role, string>>>;

const COMMON: Theme = {
  comment: '3;90',
  problem: '4;31',
  bracket: '1;7',
  selected: '7',
  suggestion: '90',
  status: '90',
  note: '90',
  matched: '1',
};

export const THEMES: Readonly<Record<string, Theme>> = {
  dark: {
    ...COMMON,
    keyword: '95',
    string: '92',
    number: '96',
    function: '94',
    command: '96',
    prompt: '1;96',
    kind: '36',
    matched: '1;93',
  },
  light: {
    ...COMMON,
    keyword: '35',
    string: '32',
    number: '34',
    function: '34',
    command: '36',
    prompt: '1;34',
    kind: '36',
    matched: '1;31',
  },
  mono: { ...COMMON, keyword: '1', prompt: '1' },
  plain: {},
};

export interface Piece {
  readonly text: string;
  readonly role: Role;
}

/** @param theme undefined where there are no colours: what is selected is then marked otherwise */
export function paintPieces(pieces: readonly Piece[], theme: Theme | undefined): string {
  return pieces
    .map(({ text, role }) => {
      // Nothing but reverse video, which is no colour, can show which part of a text is selected.
      const style = theme?.[role] ?? (role === 'selection' ? '7' : undefined);
      return style === undefined || text === '' ? text : `\u001b[${style}m${text}\u001b[0m`;
    })
    .join('');
}
