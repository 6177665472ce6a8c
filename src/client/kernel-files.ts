// The connection files of this user's kernels: written whole or not at all, listed, and cleared of kernels that are gone. Control thread.

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { SpellError } from '../base/errors.js';
import type { Connection } from '../protocol/connection-file.js';
import { formatConnection, parseConnection } from '../protocol/connection-file.js';
import { folderError, kernelFolder, makeKernelFolder } from './kernel-folder.js';
import { processMark } from './process-mark.js';

export interface KernelFile {
  /** Absolute. */
  readonly path: string;
  /** Name of the file without `.json`, and without the `kernel-` that Jupyter puts before it. */
  readonly id: string;
  readonly connection: Connection;
}

const MAX_BYTES = 64 * 1024;

/** @throws SpellError `CONNECTION_FILE` that never shows the key */
export async function readKernelFile(path: string): Promise<KernelFile> {
  const whole = resolve(path);
  const { text } = await readWhole(whole);
  return { path: whole, id: idOf(whole), connection: parseConnection(text, `'${whole}'`) };
}

/** Kernels of this user whose process runs, oldest first; what is left of the others is removed. */
export async function listKernels(folder = kernelFolder()): Promise<readonly KernelFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[^.].*\.json$/.test(name));
  const files = await Promise.all(names.map((name) => readOwn(join(folder, name))));
  const kernels = await Promise.all(files.filter((file) => file !== undefined).map(onlyLive));
  return kernels.filter((kernel) => kernel !== undefined).sort(byStart);
}

/**
 * The process is gone, or its id is another's now. Files without a process (Jupyter's) and those of other machines are never
 * stale: whether their kernel lives only its heartbeat tells.
 */
export async function isStale({ connection }: KernelFile): Promise<boolean> {
  const { pid, host, process_mark: mark } = connection;
  if (pid === undefined || (host !== undefined && host !== hostname())) return false;
  const now = await processMark(pid);
  return now === undefined || (mark !== undefined && now !== mark);
}

/**
 * Writes `ID.json`, readable for its owner only. A stale file of that name is replaced.
 *
 * @throws SpellError `KERNEL_EXISTS` if a kernel of that id runs, `KERNEL_FOLDER` if nothing can be written
 */
export async function writeKernelFile(
  id: string,
  connection: Connection,
  folder = kernelFolder(),
): Promise<KernelFile> {
  await makeKernelFolder(folder);
  const file = { path: join(folder, `${id}.json`), id, connection };
  for (;;) {
    if (await createFile(file.path, formatConnection(connection))) return file;
    const other = await readOwn(file.path);
    if (other !== undefined && !(await isStale(other))) throw existsError(other);
    await removeFile(file.path);
  }
}

/** Removes the file unless another kernel has it now. */
export async function removeKernelFile({ path, connection }: KernelFile): Promise<void> {
  const current = await readOwn(path);
  if (current !== undefined && !isSame(current.connection, connection)) return;
  await removeFile(path);
}

/** Writes a file that is there whole or not at all, over one that was there. @throws SpellError `KERNEL_FOLDER` */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = await writeDraft(path, text);
  await rename(draft, path).catch((cause: unknown) => discard(draft, path, cause));
}

/** Gives false if there is a file of that name. @throws SpellError `KERNEL_FOLDER` */
export async function createFile(path: string, text: string): Promise<boolean> {
  const draft = await writeDraft(path, text);
  try {
    await link(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw folderError('write', path, cause);
    return false;
  } finally {
    await removeFile(draft);
  }
}

/** The name of a kernel as its connection file has it. */
export function idOf(path: string): string {
  return basename(path)
    .replace(/\.json$/, '')
    .replace(/^kernel-(?=.)/, '');
}

async function onlyLive(file: KernelFile): Promise<KernelFile | undefined> {
  if (!(await isStale(file))) return file;
  await removeKernelFile(file);
  return undefined;
}

/** A file of this user that is what it should be; others are none of ours to judge. */
async function readOwn(path: string): Promise<KernelFile | undefined> {
  try {
    const { text, uid } = await readWhole(path);
    if (process.getuid !== undefined && uid !== process.getuid()) return undefined;
    return { path, id: idOf(path), connection: parseConnection(text, path) };
  } catch {
    return undefined;
  }
}

async function readWhole(path: string): Promise<{ text: string; uid: number }> {
  try {
    // Without waiting for the writer of a pipe.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size, uid } = await file.stat();
      if (size > MAX_BYTES) throw new Error('it is too large for a connection file');
      return { text: await file.readFile('utf8'), uid };
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): SpellError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const reason = { ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a folder' }[code];
  return new SpellError(
    'CONNECTION_FILE',
    `cannot read the connection file '${path}': ${reason ?? (cause as Error).message}`,
    { help: 'llmspell kernel list shows the kernels that run', cause },
  );
}

function existsError({ id, path, connection }: KernelFile): SpellError {
  const process = connection.pid === undefined ? '' : `, process ${connection.pid}`;
  return new SpellError('KERNEL_EXISTS', `a kernel '${id}' runs already (${path}${process})`, {
    help: `connect to it, stop it with llmspell kernel stop ${id}, or choose another name with --id`,
  });
}

async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  // Until it has its name nobody waits for it, and none but the owner reads it.
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => discard(draft, path, cause));
  return draft;
}

async function discard(draft: string, path: string, cause: unknown): Promise<never> {
  await unlink(draft).catch(() => undefined);
  throw folderError('write', path, cause);
}

/** @throws SpellError `KERNEL_FOLDER` */
async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw folderError('remove', path, cause);
  }
}

/** One that was started again with the same key has another process. */
function isSame(one: Connection, other: Connection): boolean {
  return one.key === other.key && one.pid === other.pid && one.process_mark === other.process_mark;
}

function byStart(one: KernelFile, other: KernelFile): number {
  return (
    (one.connection.start_time ?? '').localeCompare(other.connection.start_time ?? '') || one.id.localeCompare(other.id)
  );
}
