// Why a kernel did not answer, or not as asked. Any thread.

import { SpellError } from '../base/errors.js';

export function kernelLost(): SpellError {
  return new SpellError('KERNEL_LOST', 'the kernel does not answer any more', {
    help: 'it has ended or been killed, or cannot be reached: llmspell kernel list shows which kernels run',
  });
}

export function kernelRestarted(): SpellError {
  return new SpellError('KERNEL_RESTARTED', 'the kernel was started anew before it answered', {
    help: 'run it again; what the kernel held in memory is gone',
  });
}

export function clientClosed(): SpellError {
  return new SpellError('KERNEL_CLOSED', 'the connection to the kernel was closed before it answered');
}

export interface FailedReply {
  readonly status?: string;
  readonly ename?: string;
  readonly evalue?: string;
}

/** A reply with `status` `error` or `aborted`. Kernels of LLMSpell give their codes as `ename`. */
export function requestFailed(request: string, reply: FailedReply): SpellError {
  const { ename, evalue } = reply;
  if (ename === undefined) {
    return new SpellError('KERNEL_REQUEST', `the kernel did not begin ${request}, because a request before it failed`);
  }
  const isCode = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(ename);
  const message = evalue === undefined || evalue === '' ? ename : evalue;
  return new SpellError(isCode ? ename : 'KERNEL_REQUEST', message, { details: { request, ename } });
}
