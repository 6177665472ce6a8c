// The tool `file-operations`: reading, writing and arranging files, all behind the permissions. Control thread.

import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { access, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { makeDirectories } from '../../base/make-directories.js';
import type { Output } from '../output-table.js';
import { isWithin } from '../../permissions/real-path.js';
import type { ValueObject } from '../value-kinds.js';
import { copyTree, listDirectory, moveTree, removeTree, typeOf } from './directories.js';
import { fileError, readWhole, withPath, writeWhole } from './files.js';
import { requireBytes, requireText } from './parameters.js';
import { textOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

type Operation = (parameters: ValueObject, context: ToolContext) => Promise<Output>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  read: async (parameters, context) => {
    const path = pathOf(parameters);
    const bytes = await readWhole(path, context);
    return textOutput(textOrBytes(bytes), {
      operation: 'read',
      success: true,
      message: `Read ${bytes.length} bytes from ${path}`,
      result: { input: path, size: bytes.length },
    });
  },

  write: async (parameters, context) => {
    const path = pathOf(parameters);
    const content = requireBytes(fileOperations, parameters, 'input');
    try {
      const size = await writeWhole(path, content, 'write', context);
      return done('write', `Wrote ${size} bytes to ${path}`, { path, size });
    } catch (error) {
      return failedWrite(error);
    }
  },

  append: async (parameters, context) => {
    const path = pathOf(parameters);
    const content = requireBytes(fileOperations, parameters, 'input');
    const size = await writeWhole(path, content, 'append', context);
    return done('append', `Appended ${size} bytes to ${path}`, { path, size });
  },

  delete: async (parameters, context) => {
    const path = pathOf(parameters);
    const real = context.policy.checkWrite(path, 'keep');
    if (isWithin(context.policy.workingDirectory, real)) {
      throw fileError(
        'FILE_IN_USE',
        `cannot delete '${path}': the session works in it`,
        'delete what is below it',
        path,
      );
    }
    // The entry of a directory belongs to the one above: a granted directory itself stays.
    if (await isDirectory(real)) context.policy.checkWrite(dirname(real));
    await withPath('delete', path, () => removeTree(real, parameters['recursive'] === true));
    return done('delete', `Deleted file: ${path}`, { path });
  },

  create_dir: async (parameters, context) => {
    const path = pathOf(parameters);
    const real = context.policy.checkWrite(path);
    await withPath('create', path, () => createDirectory(real, parameters['recursive'] === true));
    return done('create_dir', `Created directory: ${path}`, { path });
  },

  list_dir: async (parameters, context) => {
    const path = pathOf(parameters);
    const real = context.policy.checkRead(path);
    const listing = await withPath('list', path, () => {
      return listDirectory(real, path, parameters['recursive'] === true, context.signal);
    });
    const { entries, truncated } = listing;
    const message = `Found ${entries.length} entries in ${path}${truncated ? ' (there are more)' : ''}`;
    return done('list_dir', message, { entries, count: entries.length, truncated });
  },

  copy: async (parameters, context) => {
    const [source, target] = [sourceOf(parameters), targetOf(parameters)];
    const from = context.policy.checkRead(source);
    const to = context.policy.checkWrite(target);
    await withPath('copy', source, async () => {
      if ((await stat(from)).isDirectory() && parameters['recursive'] !== true) throw needsRecursive(source);
      if (from !== to && isWithin(to, from)) throw intoItself(source, target);
      await copyTree(from, to, context.signal);
    });
    return done('copy', `Copied ${source} to ${target}`, { source_path: source, target_path: target });
  },

  move: async (parameters, context) => {
    const [source, target] = [sourceOf(parameters), targetOf(parameters)];
    // Moving makes the content readable at its new place, so it needs both permissions at the old one.
    context.policy.checkRead(source, 'keep');
    const from = context.policy.checkWrite(source, 'keep');
    const to = context.policy.checkWrite(target, 'keep');
    if (from !== to && isWithin(to, from)) throw intoItself(source, target);
    await withPath('move', source, () => moveTree(from, to, context.signal));
    return done('move', `Moved ${source} to ${target}`, { source_path: source, target_path: target });
  },

  metadata: async (parameters, context) => {
    const path = pathOf(parameters);
    const real = context.policy.checkRead(path);
    const stats = await withPath('inspect', path, () => lstat(real));
    const result = { path, ...describeStats(stats), readonly: !(await isWritable(real)) };
    return done('metadata', `Retrieved metadata for ${path}`, result);
  },

  exists: async (parameters, context) => {
    const path = pathOf(parameters);
    const exists = await pathExists(context.policy.checkRead(path));
    return done('exists', `Path ${path} ${exists ? 'exists' : 'does not exist'}`, { path, exists });
  },
};

export const fileOperations: Tool = {
  name: 'file-operations',
  description: 'Reads, writes, lists, copies, moves and deletes files and directories',
  version: '1.0.0',
  category: 'filesystem',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'what to do',
      required: true,
      choices: Object.keys(OPERATIONS),
      aliases: {
        mkdir: 'create_dir',
        ls: 'list_dir',
        dir: 'list_dir',
        cp: 'copy',
        mv: 'move',
        rename: 'move',
        stat: 'metadata',
        info: 'metadata',
      },
    },
    { name: 'path', type: 'string', description: 'the file or directory' },
    { name: 'input', type: 'string', description: 'what write and append put into the file' },
    { name: 'source_path', type: 'string', description: 'what copy and move start from' },
    { name: 'target_path', type: 'string', description: 'where copy and move put it' },
    {
      name: 'recursive',
      type: 'boolean',
      description: 'with what is below: for list_dir, copy and delete; with missing parents: for create_dir',
      default: false,
    },
  ],
  execute: async (parameters, context) => {
    const name = requireText(fileOperations, parameters, 'operation');
    const operation = OPERATIONS[name];
    if (operation === undefined) throw new Error(`no operation '${name}'`);
    return operation(parameters, context);
  },
};

function pathOf(parameters: ValueObject): string {
  return requireText(fileOperations, parameters, 'path');
}

/** copy and move also take `path` as their source. */
function sourceOf(parameters: ValueObject): string {
  return requireText(
    fileOperations,
    parameters,
    parameters['source_path'] === undefined && 'path' in parameters ? 'path' : 'source_path',
  );
}

function targetOf(parameters: ValueObject): string {
  return requireText(fileOperations, parameters, 'target_path');
}

function done(operation: string, message: string, result: ValueObject): Output {
  return textOutput(message, { operation, success: true, message, result });
}

/** A write that the file system refuses is an answer; a denied permission is an exception like everywhere. */
function failedWrite(error: unknown): Output {
  if (!(error instanceof SpellError) || error.category !== 'Storage error') throw error;
  const message = `Operation 'write' failed: ${error.message}`;
  return textOutput(message, { operation: 'write', success: false, message, error: { message, code: error.code } });
}

/** Text where the bytes are UTF-8. */
function textOrBytes(bytes: Buffer): string | Uint8Array {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new Uint8Array(bytes);
  }
}

/** A directory that is there already is as good as a new one. */
async function createDirectory(real: string, recursive: boolean): Promise<void> {
  if (recursive) await makeDirectories(real);
  else if (!(await isDirectory(real))) await mkdir(real);
}

async function isDirectory(real: string): Promise<boolean> {
  return (await lstat(real).catch(() => undefined))?.isDirectory() === true;
}

async function pathExists(real: string): Promise<boolean> {
  return access(real).then(
    () => true,
    () => false,
  );
}

async function isWritable(real: string): Promise<boolean> {
  return access(real, constants.W_OK).then(
    () => true,
    () => false,
  );
}

function describeStats(stats: Stats): ValueObject {
  return {
    type: typeOf(stats),
    size: stats.size,
    permissions: (stats.mode & 0o7777).toString(8).padStart(4, '0'),
    created: stats.birthtime.toISOString(),
    modified: stats.mtime.toISOString(),
    accessed: stats.atime.toISOString(),
  };
}

function needsRecursive(path: string): SpellError {
  return fileError('FILE_IS_DIRECTORY', `cannot copy '${path}': it is a directory`, 'pass recursive = true', path);
}

function intoItself(source: string, target: string): SpellError {
  const message = `cannot put '${source}' into itself ('${target}')`;
  return fileError('FILE_INTO_ITSELF', message, 'choose a target outside of it', source);
}
