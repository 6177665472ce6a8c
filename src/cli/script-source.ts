// Gets a script's source from a file, standard input or the command line. Control thread.

import { closeSync, existsSync, fstatSync, openSync, readFile, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';

export interface ScriptSource {
  readonly code: Uint8Array;
  /** As Lua wants it: `@path` for files, `=name` for others. */
  readonly chunkName: string;
  /** `ARGS[0]`; code from the command line has none. */
  readonly scriptName?: string;
}

/** @throws SpellError `SCRIPT_FILE` that says what is wrong with the file */
export async function readScript(path: string): Promise<ScriptSource> {
  const code = await readCode(path);
  refuseOtherFormats(path, code);
  return { code, chunkName: `@${path}`, scriptName: path };
}

export async function readScriptFromStdin(): Promise<ScriptSource> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  } catch (error) {
    throw unreadable('-', error as NodeJS.ErrnoException);
  }
  const code = Buffer.concat(chunks);
  refuseOtherFormats('-', code);
  return { code, chunkName: '=stdin', scriptName: '-' };
}

export function sourceOfCode(code: string): ScriptSource {
  return { code: Buffer.from(code), chunkName: '=exec' };
}

/** Binary data that Lua could not say anything sensible about; to be asked once compiling has failed. */
export function isBinary(code: Uint8Array): boolean {
  return code.includes(0);
}

/** Regular files are read at once, which is faster; a pipe must not block the thread. */
async function readCode(path: string): Promise<Uint8Array> {
  try {
    const fd = openSync(path, 'r');
    try {
      const status = fstatSync(fd);
      if (status.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
      return status.isFile() ? readFileSync(fd) : await readPipe(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

const readPipe = promisify<number, Buffer>(readFile);

function unreadable(path: string, error: NodeJS.ErrnoException): SpellError {
  const reasons: Readonly<Record<string, readonly [reason: string, help: string]>> = {
    ENOENT: [`there is no such file${similarFile(path)}`, 'give the path of a Lua file, or - for standard input'],
    ENOTDIR: ['a part of the path is not a directory', 'check the path'],
    EISDIR: ['it is a directory', `give the Lua file in it that starts it${mainFile(path)}`],
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

function similarFile(path: string): string {
  try {
    return didYouMean(basename(path), readdirSync(dirname(path)));
  } catch {
    return '';
  }
}

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
