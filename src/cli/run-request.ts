// What is asked of the kernel for one run of a script. Control thread.

import { isUtf8 } from 'node:buffer';
import type { ExecuteOptions } from '../client/execute-options.js';
import type { AnswerInput } from '../client/input.js';
import type { KernelLink } from './kernel-link.js';
import type { ScriptJob } from './run-script.js';
import type { ReadInput } from './stdin.js';
import { createStdin } from './stdin.js';

/** What is read of standard input at once, when the kernel does not say. */
const INPUT_BYTES = 64 * 1024;

export interface RunRequest {
  readonly code: string;
  readonly options: ExecuteOptions;
}

/**
 * A kernel that was opened for this run keeps no history, and its working directory is ours; one on another machine has not our folders.
 *
 * @param read gives the script its standard input
 */
export async function createRunRequest(
  job: ScriptJob,
  { isLocal, sharesFolders }: Pick<KernelLink, 'isLocal' | 'sharesFolders'>,
  read: ReadInput = createStdin(),
): Promise<RunRequest> {
  const { source, args, options, mode } = job;
  const isText = isUtf8(source.code);
  return {
    code: isText ? decoder.decode(source.code) : `-- ${source.scriptName ?? mode}`,
    options: {
      storeHistory: !isLocal && mode === 'exec',
      stopOnError: false,
      onInput: answerFrom(read),
      buffers: isText ? [] : [source.code],
      vendor: {
        chunk_name: source.chunkName,
        args,
        echo: false,
        stdin: 'bytes',
        stream_tokens: options.stream,
        ...(isText ? {} : { code_sha256: await digestOf(source.code) }),
        ...(source.scriptName === undefined ? {} : { script_name: source.scriptName }),
        ...(isLocal || !sharesFolders ? {} : { working_directory: process.cwd() }),
        ...(options.timeoutMs === undefined ? {} : { timeout_ms: Math.ceil(options.timeoutMs) }),
      },
    },
  };
}

/** Keeps a byte order mark: the source stays what it is. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

async function digestOf(code: Uint8Array): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(code).digest('hex');
}

function answerFrom(read: ReadInput): AnswerInput {
  return ({ maxBytes = INPUT_BYTES }, signal) => read(maxBytes, signal);
}
