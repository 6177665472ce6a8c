// What SQLite and the file system report, as errors that say what to do. Control thread.

import { SpellError } from '../../base/errors.js';

const BUSY = 5;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const PROTOCOL = 15;
const NOT_A_DATABASE = 26;

/** SQLite's primary result code (https://sqlite.org/rescode.html), if `error` is one of its errors. */
function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** Whether another connection holds a lock; trying again later can help. */
export function isBusy(error: unknown): boolean {
  const code = resultCodeOf(error);
  return code === BUSY || code === PROTOCOL;
}

const ELSEWHERE = 'set LLMSPELL_STATE_DIR to a directory that you may write';

/** The error to show for `error`; those that are neither SQLite's nor the file system's are returned as they are. */
export function toStateError(error: unknown, file: string): unknown {
  if (error instanceof SpellError || !(error instanceof Error)) return error;
  const make = (code: string, message: string, help: string): SpellError =>
    new SpellError(code, message, { category: 'Storage error', help, details: { path: file }, cause: error });
  switch (resultCodeOf(error)) {
    case BUSY:
    case PROTOCOL:
      return make('STATE_BUSY', `the database '${file}' is locked by another process`, 'wait for it, or stop it');
    case CORRUPT:
    case NOT_A_DATABASE:
      return make('STATE_CORRUPT', `the database '${file}' is damaged`, `move it away: mv '${file}' '${file}.damaged'`);
    case FULL:
      return make('STATE_DISK_FULL', `there is no space left for the database '${file}'`, `free some, or ${ELSEWHERE}`);
    case READ_ONLY:
    case CANNOT_OPEN:
    case IO_ERROR:
      return make('STATE_UNWRITABLE', `cannot write the database '${file}': ${error.message}`, ELSEWHERE);
    default:
      return fileSystemError(error, make);
  }
}

function fileSystemError(error: Error, make: (code: string, message: string, help: string) => SpellError): unknown {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return make('STATE_DISK_FULL', 'there is no space left for the database', `free some, or ${ELSEWHERE}`);
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return make('STATE_DIRECTORY', 'the state directory, or a part of its path, is a file', ELSEWHERE);
  }
  if (code === 'ENOTSUP') {
    return make('STATE_DIRECTORY', `the state directory cannot be made: ${error.message}`, ELSEWHERE);
  }
  if (!('syscall' in error)) return error;
  return make('STATE_UNWRITABLE', `cannot use the state directory: ${error.message}`, ELSEWHERE);
}
