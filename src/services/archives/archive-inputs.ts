// The files that go into an archive: what scripts name, directories with all below them, and the names they get. Control thread.

import { basename, join, normalize } from 'node:path';
import type { SpellError } from '../../base/errors.js';
import { walkFiles } from '../tools/file-walk.js';
import type { FoundFile } from '../tools/file-walk.js';
import { fileError, withPath } from '../tools/files.js';
import type { ToolContext } from '../tools/tool.js';
import { MAX_BYTES, MAX_ENTRIES } from './archive.js';

export interface ArchiveInput {
  /** Checked and resolved. */
  readonly path: string;
  /** In the archive. */
  readonly name: string;
  readonly size: number;
  readonly modified: Date;
  readonly isExecutable: boolean;
}

/**
 * @param archive real path of the archive that is made, which does not go into itself
 * @throws SpellError `PERMISSION_READ`, `FILE_*` or `ARCHIVE_TOO_LARGE`
 */
export async function archiveInputs(
  paths: readonly string[],
  archive: string,
  context: ToolContext,
): Promise<readonly ArchiveInput[]> {
  const inputs = new Map<string, ArchiveInput>();
  let total = 0;
  for (const path of paths) {
    for await (const input of inputsAt(path, context)) {
      if (input.path === archive) continue;
      const other = inputs.get(input.name);
      if (other !== undefined && other.path !== input.path) throw sameName(path, input.name);
      inputs.set(input.name, input);
      total += input.size;
      if (inputs.size > MAX_ENTRIES) throw tooMuch(path, `more than ${MAX_ENTRIES} files`);
      if (total > MAX_BYTES) throw tooMuch(path, `more than ${MAX_BYTES} bytes`);
    }
  }
  return [...inputs.values()];
}

async function* inputsAt(path: string, context: ToolContext): AsyncGenerator<ArchiveInput> {
  const root = context.policy.checkRead(path);
  const options = { recursive: true, maxDepth: 100, excludedDirectories: [], signal: context.signal };
  const files = walkFiles(root, options);
  const prefix = nameIn(path);
  for (;;) {
    const next = await withPath('read', path, () => files.next());
    if (next.done === true) return;
    yield toInput(next.value, prefix);
  }
}

function toInput({ name, path, size, stats }: FoundFile, prefix: string): ArchiveInput {
  const inside = join(prefix, name).replaceAll('\\', '/');
  return {
    path,
    name: inside === '' || inside === '.' ? basename(path) : inside,
    size,
    modified: stats.mtime,
    isExecutable: (stats.mode & 0o111) !== 0,
  };
}

/** A path below the working directory keeps its directories; of others the last part is left. */
function nameIn(path: string): string {
  const normal = normalize(path).replace(/[/\\]+$/, '');
  if (normal === '.') return '';
  const leadsOut = normal === '..' || /^(\.\.[/\\]|[/\\]|[a-z]:)/i.test(normal);
  if (!leadsOut) return normal;
  const last = basename(normal);
  return last === '..' ? '' : last;
}

function sameName(path: string, name: string): SpellError {
  const help = 'name the directory that both are in, or archive them one by one';
  return fileError('FILE_EXISTS', `cannot archive '${path}': '${name}' is in the archive already`, help, path);
}

function tooMuch(path: string, what: string): SpellError {
  const message = `cannot archive '${path}': it would hold ${what}`;
  return fileError('ARCHIVE_TOO_LARGE', message, 'make several archives', path);
}
