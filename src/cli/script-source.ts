// Gets a script's source from a file, standard input or the command line. Control thread.

import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SpellError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { SOURCE_LIMIT, readSourceFile, readSourceStdin } from './source-bytes.js';

export interface ScriptSource {
  readonly code: Uint8Array;
  /** As Lua wants it: `@path` for files, `=name` for others. */
  readonly chunkName: string;
  /** `ARGS[0]`; code from the command line has none. */
  readonly scriptName?: string;
}

/**
 * @param path `-` is standard input
 * @param signal ends the reading, with its reason
 * @throws SpellError `SCRIPT_FILE` that says what is wrong with the file
 */
export async function readScript(path: string, signal: AbortSignal): Promise<ScriptSource> {
  const code = await readCode(path, signal);
  refuseOtherFormats(path, code);
  return { code, chunkName: path === '-' ? '=stdin' : `@${path}`, scriptName: path };
}

export function sourceOfCode(code: string): ScriptSource {
  return { code: Buffer.from(code), chunkName: '=exec' };
}

/** Binary data that Lua could not say anything sensible about; to be asked once compiling has failed. */
export function isBinary(code: Uint8Array): boolean {
  return code.includes(0);
}

async function readCode(path: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await (path === '-' ? readSourceStdin(signal) : readSourceFile(path, signal));
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

function unreadable(path: string, error: NodeJS.ErrnoException): SpellError {
  const reasons: Readonly<Record<string, readonly [reason: string, help: string]>> = {
    ENOENT: [
      path === '' ? 'the name is empty' : `there is no such file${similarFile(path)}`,
      'give the path of a Lua file, or - for standard input',
    ],
    ENOTDIR: ['a part of the path is not a directory', 'check the path'],
    EISDIR: [
      'it is a directory',
      path === '-' ? 'pipe a script into it' : `give the Lua file in it that starts it${mainFile(path)}`,
    ],
    ENXIO: ['it is a socket', 'give the path of a Lua file, or - for standard input'],
    DEVICE: ['it is a device', 'give the path of a Lua file, or - for standard input'],
    NOT_CONNECTED: ['nothing is connected to it', "pipe a script into it, as in: echo 'print(1)' | llmspell run -"],
    TOO_LARGE: [
      `it is larger than ${SOURCE_LIMIT / 2 ** 20} MiB, the most that a script may have`,
      'let the script read its data while it runs, with io.open or io.lines',
    ],
    EACCES: ['permission denied', `make it readable: chmod u+r ${path}`],
    EPERM: ['permission denied', `make it readable: chmod u+r ${path}`],
    ELOOP: ['its links lead in a circle', 'check where the link points: readlink -f'],
    ENAMETOOLONG: ['the name is too long', 'to run code itself: llmspell exec CODE'],
  };
  const [reason, help] = reasons[error.code ?? ''] ?? [error.message, 'check the path'];
  return fileError(path, `cannot read '${path === '-' ? 'standard input' : path}': ${reason}`, help, error);
}

/** What the directory's script is probably called. */
function mainFile(directory: string): string {
  const name = ['main.lua', 'init.lua'].find((known) => existsSync(join(directory, known)));
  return name === undefined ? '' : `: llmspell run ${join(directory, name)}`;
}

/** Below this length nearly every name is near to every other. */
const SHORTEST_MISTYPED = 3;

/** The ending, which most names share, makes none of them similar. */
function similarFile(path: string): string {
  try {
    const wanted = stem(basename(path));
    if (wanted.length < SHORTEST_MISTYPED) return '';
    const names = new Map(readdirSync(dirname(path)).map((name) => [stem(name), name]));
    const near = nearest(wanted, names.keys());
    return near === undefined ? '' : ` (did you mean '${names.get(near)}'?)`;
  } catch {
    return '';
  }
}

const stem = (name: string): string => name.replace(/\.lua$/i, '');

const COMPILED = [0x1b, 0x4c, 0x75, 0x61];

function refuseOtherFormats(path: string, code: Uint8Array): void {
  if (COMPILED.every((byte, index) => code[index] === byte)) {
    throw fileError(
      path,
      `'${path}' is a compiled Lua chunk`,
      'only source text runs: give the script it was compiled from',
    );
  }
  const mark = (code[0] ?? 0) * 256 + (code[1] ?? 0);
  if (mark === 0xfffe || mark === 0xfeff) {
    throw fileError(path, `'${path}' is UTF-16 text`, 'save it as UTF-8');
  }
}

/** What a script turned out to be when it did not compile. */
export function binaryScript(path: string): SpellError {
  return fileError(
    path,
    `'${path}' is not a Lua script: it has bytes that no source text has`,
    'give the path of a Lua file',
  );
}

function fileError(path: string, message: string, help: string, cause?: unknown): SpellError {
  return new SpellError('SCRIPT_FILE', message, { help, details: { path }, ...(cause === undefined ? {} : { cause }) });
}
