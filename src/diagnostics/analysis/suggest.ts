// "Did you mean": which of the names in reach a wrong one probably stands for. Any thread.

/**
 * The names nearest to a wrong one, best first, at most three, all equally near. Empty when nothing is near enough to be what was
 * meant: a wrong proposal is worse than none.
 */
export function suggestNames(wrong: string, names: Iterable<string>): string[] {
  let best = allowance(wrong);
  let found: string[] = [];
  for (const name of new Set(names)) {
    if (name === wrong) continue;
    const cost = similarityCost(wrong, name);
    if (cost > best) continue;
    if (cost < best) found = [];
    best = cost;
    found.push(name);
  }
  return found.sort().slice(0, 3);
}

/** `a`, `b` or `c`. */
export function orList(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)!}`;
}

/** How far off a name may be: nothing but its writing for one or two letters, then about a third of them. */
function allowance(wrong: string): number {
  return wrong.length <= 2 ? 0.5 : Math.max(1, Math.floor(wrong.length / 3));
}

/** Edits between two names; names that differ only in case, underscores or hyphens cost half an edit. */
function similarityCost(wrong: string, name: string): number {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[_-]/g, '');
  if (plain(wrong) === plain(name)) return 0.5;
  if (isBeginning(wrong, name) || isBeginning(name, wrong)) return 1;
  // Whoever mistypes a short name seldom begins with the wrong letter.
  if (wrong.length <= 4 && wrong[0]!.toLowerCase() !== name[0]?.toLowerCase()) return Number.POSITIVE_INFINITY;
  return editDistance(wrong.toLowerCase(), name.toLowerCase());
}

/** `max` of `maximum`: a name that was cut short. */
function isBeginning(short: string, long: string): boolean {
  return short.length >= 3 && long.toLowerCase().startsWith(short.toLowerCase());
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), each as one edit. */
function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  const costs = new Uint16Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i++) costs[i * width] = i;
  for (let j = 0; j <= b.length; j++) costs[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const at = i * width + j;
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(costs[at - width]! + 1, costs[at - 1]! + 1, costs[at - width - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, costs[at - 2 * width - 2]! + 1);
      costs[at] = cost;
    }
  }
  return costs.at(-1)!;
}
