// Errors of the operating system and of the permissions as Lua's io and os give them: nil, a message, a code. Engine thread.

import { SpellError } from '../base/errors.js';
import type { LuaVm } from '../vm/vm.js';

/** Number and text as the C library has them on Linux. */
const ERRORS: Readonly<Record<string, readonly [errno: number, text: string]>> = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  EIO: [5, 'Input/output error'],
  ENXIO: [6, 'No such device or address'],
  EBADF: [9, 'Bad file descriptor'],
  EAGAIN: [11, 'Resource temporarily unavailable'],
  ENOMEM: [12, 'Cannot allocate memory'],
  EACCES: [13, 'Permission denied'],
  EBUSY: [16, 'Device or resource busy'],
  EEXIST: [17, 'File exists'],
  EXDEV: [18, 'Invalid cross-device link'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
  EINVAL: [22, 'Invalid argument'],
  ENFILE: [23, 'Too many open files in system'],
  EMFILE: [24, 'Too many open files'],
  ETXTBSY: [26, 'Text file busy'],
  EFBIG: [27, 'File too large'],
  ENOSPC: [28, 'No space left on device'],
  ESPIPE: [29, 'Illegal seek'],
  EROFS: [30, 'Read-only file system'],
  EMLINK: [31, 'Too many links'],
  ENAMETOOLONG: [36, 'File name too long'],
  ENOTEMPTY: [39, 'Directory not empty'],
  ELOOP: [40, 'Too many levels of symbolic links'],
  EILSEQ: [84, 'Invalid or incomplete multibyte or wide character'],
  EOVERFLOW: [75, 'Value too large for defined data type'],
  EDQUOT: [122, 'Disk quota exceeded'],
};

/** An error as node:fs throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** What a failed operation tells a script. */
export interface Failure {
  readonly message: string;
  readonly errno: number;
}

/**
 * Message and number of what an operation on files threw; undefined for errors that are not about the operation.
 * A refusal by the permissions says which flag would allow it.
 */
export function toFailure(error: unknown, path?: string): Failure | undefined {
  if (error instanceof SpellError) return toRefusal(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined;
  const [errno, text] = ERRORS[code] ?? [-((error as NodeJS.ErrnoException).errno ?? -5), code];
  return { message: path === undefined ? text : `${path}: ${text}`, errno };
}

/** Refusals of ours that are about the operation, other than those of the permissions. */
const REFUSALS: Readonly<Record<string, number>> = { INPUT: 5, FILE_NOT_REGULAR: 22 };

/** Other errors of the host are raised. */
function toRefusal({ code, message, help }: SpellError): Failure | undefined {
  const errno = code.startsWith('PERMISSION_') ? 13 : REFUSALS[code];
  return errno === undefined ? undefined : { message: help === undefined ? message : `${message} (${help})`, errno };
}

/** Runs `operation`; where it fails as files fail, pushes nil, message and code as its three results. */
export function orFailure(vm: LuaVm, L: number, path: string | undefined, operation: () => number): number {
  try {
    return operation();
  } catch (error) {
    const failure = toFailure(error, path);
    if (failure === undefined) throw error;
    return pushFailure(vm, L, failure);
  }
}

export function pushFailure(vm: LuaVm, L: number, { message, errno }: Failure): number {
  vm.api.luaL_checkstack(L, 3, 0);
  vm.api.lua_pushnil(L);
  vm.pushString(L, message);
  vm.api.lua_pushinteger(L, BigInt(errno));
  return 3;
}
