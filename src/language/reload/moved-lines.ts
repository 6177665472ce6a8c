// Where the lines of a text are in the one that has come of it. Any thread.

/** The line, from 1, that a line has become; the nearest where it is gone. */
export function lineMover(before: string, after: string): (line: number) => number {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  const most = Math.min(old.length, now.length) - head;
  while (tail < most && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const [first, last] = [head + 1, now.length - tail];
  return (line) => {
    if (line <= head) return line;
    if (line > old.length - tail) return line + now.length - old.length;
    // A line that is another is as far behind one that is the same as it was.
    for (let back = 0; back < MOST_BACK && line - back > head; back++) {
      const same = nearestSame(now, old[line - back - 1] ?? '', line - back, first, last);
      if (same !== undefined) return Math.min(same + back, Math.max(first, last), now.length);
    }
    return Math.max(1, Math.min(line, Math.max(first, last), now.length));
  };
}

/** So many lines before one are looked at. */
const MOST_BACK = 20;

/** In the part that is another. */
function nearestSame(
  now: readonly string[],
  text: string,
  line: number,
  first: number,
  last: number,
): number | undefined {
  let best: number | undefined;
  for (let at = first; text.trim() !== '' && at <= last; at++) {
    if (now[at - 1]?.trim() !== text.trim()) continue;
    if (best === undefined || Math.abs(at - line) < Math.abs(best - line)) best = at;
  }
  return best;
}
