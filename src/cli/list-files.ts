// Names of files for completion: of what a session may read, and nothing else. Control thread.

import { readdir } from 'node:fs/promises';
import type { PermissionPolicy } from '../permissions/policy.js';

/** Of more nobody reads the list. */
const MOST_NAMES = 500;

/** Paths that begin with the prefix, as one writes them; folders end with `/`. None where it cannot or may not be read. */
export async function listFiles(policy: PermissionPolicy, prefix: string): Promise<readonly string[]> {
  const cut = prefix.lastIndexOf('/') + 1;
  const [folder, beginning] = [prefix.slice(0, cut), prefix.slice(cut)];
  try {
    const entries = await readdir(policy.checkRead(folder === '' ? '.' : folder), { withFileTypes: true });
    return entries
      .filter(({ name }) => name.startsWith(beginning) && (beginning !== '' || !name.startsWith('.')))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, MOST_NAMES)
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  } catch {
    return [];
  }
}
