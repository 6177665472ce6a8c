// Matching by a glob of `*` and `?`, in time that grows with the product of the lengths at worst. Any thread.

/** Whether the whole text fits: `*` stands for any text, line ends included, `?` for one character, all else for itself. */
export function matchesGlob(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  // Where the last `*` was, and the text that it did not yet take.
  let [star, rest] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      [star, rest] = [p, t];
      p += 1;
    } else if (pattern[p] === '?') {
      t += isPairAt(text, t) ? 2 : 1;
      p += 1;
    } else if (pattern[p] === text[t]) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      rest += 1;
      t = rest;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

function isPairAt(text: string, index: number): boolean {
  return (text.codePointAt(index) ?? 0) > 0xffff;
}
