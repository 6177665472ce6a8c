// Names of people as bibliographies write them: `Family, Given`, `Given Family`, `Given von Family`. Any thread.

import type { PersonName } from './reference.js';

/** @param text one name; braces around it make it an organization */
export function parseName(text: string): PersonName {
  const name = text.trim().replace(/\s+/g, ' ');
  if (/^\{.*\}$/.test(name)) return { family: withoutBraces(name) };
  const [family = '', ...rest] = name.split(',').map((part) => withoutBraces(part.trim()));
  // `Family, Jr., Given`: the given name is last.
  if (rest.length > 0) return withGiven(family, rest.at(-1) ?? '');
  const words = name.split(' ').map(withoutBraces);
  const particle = words.findIndex((word, index) => index > 0 && index < words.length - 1 && /^\p{Ll}/u.test(word));
  const cut = particle === -1 ? words.length - 1 : particle;
  return withGiven(words.slice(cut).join(' '), words.slice(0, cut).join(' '));
}

function withGiven(family: string, given: string): PersonName {
  return given === '' ? { family } : { family, given };
}

function withoutBraces(text: string): string {
  return text.replace(/[{}]/g, '');
}

/** `Ada Maria` is `A. M.`, `Jean-Paul` is `J.-P.`. */
export function initials(given: string): string {
  const initial = (word: string): string => (word === '' ? '' : `${/./u.exec(word)?.[0].toUpperCase() ?? ''}.`);
  return given
    .split(' ')
    .map((word) => word.replace(/\.$/, '').split('-').map(initial).join('-'))
    .join(' ');
}
