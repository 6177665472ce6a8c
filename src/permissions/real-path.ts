// Where a path really leads: links and `..` resolved as the operating system would, also for files that do not exist
// yet. Both threads.

import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, sep } from 'node:path';

const MAX_LINKS = 40;

/** How the last component is treated when it is a link: opened through, or meant itself (removing, renaming). */
export type LastLink = 'follow' | 'keep';

/**
 * The absolute path without links that opening `path` would reach. `..` is applied after the links before it, as the
 * operating system does. Components that do not exist are kept as they are, and links that dangle are followed to
 * where a write would create the file.
 *
 * @throws Error with code `ELOOP` when links run in a circle
 */
export function realPathOf(path: string, workingDirectory: string, lastLink: LastLink = 'follow'): string {
  const absolute = isAbsolute(path) ? path : workingDirectory + sep + path;
  if (lastLink === 'keep') {
    const trimmed = absolute.replace(/[/\\]+$/, '') || absolute;
    const cut = trimmed.lastIndexOf(sep);
    const last = trimmed.slice(cut + 1);
    // A name that is no link itself (`.`, `..`, the root) leaves nothing to keep.
    if (last !== '' && last !== '.' && last !== '..') return join(realPathOf(trimmed.slice(0, cut + 1), sep), last);
  }
  try {
    return realpathSync.native(absolute);
  } catch {
    return walk(absolute);
  }
}

/** Component by component, for paths that `realpath` refuses because a part is missing or dangles. */
function walk(absolute: string): string {
  const { root } = parse(absolute);
  let current = root;
  let links = 0;
  const pending = componentsOf(absolute.slice(root.length));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '..') {
      current = dirname(current);
      continue;
    }
    const candidate = join(current, name);
    const target = linkTarget(candidate);
    if (target === undefined) {
      current = candidate;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw Object.assign(new Error(`too many links in '${absolute}'`), { code: 'ELOOP' });
    if (isAbsolute(target)) current = parse(target).root;
    pending.push(...componentsOf(isAbsolute(target) ? target.slice(parse(target).root.length) : target));
  }
  return current;
}

/** Components in reverse, so that the next one is popped. */
function componentsOf(path: string): string[] {
  return path
    .split(sep)
    .filter((name) => name !== '' && name !== '.')
    .reverse();
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `path` is `directory` or lies below it; both absolute and without links. */
export function isWithin(path: string, directory: string): boolean {
  if (path === directory) return true;
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
