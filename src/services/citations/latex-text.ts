// Text of BibTeX as plain text: accents, dashes, escapes and braces. Any thread.

/** Combining marks of LaTeX's accents. */
const ACCENTS: Readonly<Record<string, string>> = {
  ...{ '`': '\u0300', "'": '\u0301', '^': '\u0302', '~': '\u0303', '=': '\u0304', u: '\u0306', '.': '\u0307' },
  ...{ '"': '\u0308', r: '\u030a', H: '\u030b', v: '\u030c', d: '\u0323', c: '\u0327', k: '\u0328' },
};

const LETTERS: Readonly<Record<string, string>> = {
  ...{ ss: 'ß', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', aa: 'å', AA: 'Å', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', i: 'i', j: 'j' },
};

export function fromLatex(text: string): string {
  return latexAccents(text)
    .replace(/---/g, '—')
    .replace(/--/g, '–')
    .replace(/(?<!\\)~/g, ' ')
    .replace(/``|''/g, '"')
    .replace(/\\(?:emph|textit|textbf|texttt|textsc)\s*(?=\{)/g, '')
    .replace(/\\([&%_$#{} ])/g, '$1')
    .replace(/[{}]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** For names: braces stay, because they hold organizations together. */
export function latexAccents(text: string): string {
  return text
    .replace(/\{?\\([`'^~="'.])\s*\{?\\?([A-Za-z])\}?\}?/g, combined)
    .replace(/\{?\\([uvHcdkr])(?:\s*\{\\?([A-Za-z])\}|\s+([A-Za-z]))\}?/g, combined)
    .replace(/\{?\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)(?![A-Za-z])(?:\{\}|\s)?\}?/g, (_, letter: string) => {
      return LETTERS[letter] ?? letter;
    });
}

function combined(_: string, accent: string, first?: string, second?: string): string {
  return `${first ?? second ?? ''}${ACCENTS[accent] ?? ''}`.normalize('NFC');
}
