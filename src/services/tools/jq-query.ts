// Queries of jq: the program itself, as WebAssembly. It knows no files and nothing of this process's environment. Pool thread.

import type jqWeb from 'jq-web';
import { SpellError } from '../../base/errors.js';
import { byteCount } from '../../base/byte-count.js';
import { SpoiltThread } from '../pool/spoilt-thread.js';
import { badParameter } from './parameters.js';

const MAX_MEMORY_BYTES = 512 * 1024 * 1024;
const COMPILE_ERROR = 3;

/** What the query makes of the JSON texts, each as JSON text. @throws SpellError `TOOL_PARAMETER` or `TOOL_FAILED` */
export async function runQuery(json: string, query: string): Promise<string[]> {
  const jq = await loadJq();
  try {
    // What begins with a hyphen would be an option.
    const output = jq.raw(json, ` ${query}`, ['-c']) ?? '';
    return output.split('\n').filter((line) => line !== '');
  } catch (error) {
    throw explain(error);
  }
}

type Jq = Awaited<typeof jqWeb>;
let loaded: Promise<Jq> | undefined;

function loadJq(): Promise<Jq> {
  limitMemory();
  loaded ??= import('jq-web').then(({ default: jq }) => jq);
  return loaded;
}

/** jq's memory grows until the engine refuses; it is refused earlier. */
function limitMemory(): void {
  if (loaded !== undefined) return;
  const memory = WebAssembly.Memory.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the memory below
  const { grow } = memory;
  memory.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > MAX_MEMORY_BYTES) throw new RangeError('too much memory');
    return grow.call(this, pages);
  };
}

function explain(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!('exitCode' in error)) return new SpoiltThread(brokenOff());
  const message = error.message.replace(/^Non-zero exit code: \d+\n?/, '').trim();
  if (error.exitCode === COMPILE_ERROR) {
    const problem = message
      .replace(/^jq: error: /, '')
      .split('\n')[0]!
      .replace(' (Unix shell quoting issues?)', '');
    return badParameter(
      { name: 'json-processor' },
      'query',
      problem.replace(/[:,] *$/, ''),
      'write it in the language of jq',
    );
  }
  const problem = message.replace(/^jq: (?:error \(at [^)]*\): )?/, '');
  return new SpellError('TOOL_FAILED', problem || 'the query has ended itself', {
    category: 'Tool execution error',
    help: 'a query may try other ways: .a?, .a // "none", try .a catch .',
  });
}

function brokenOff(): SpellError {
  return new SpellError('TOOL_OUT_OF_MEMORY', `jq broke off: it can use ${byteCount(MAX_MEMORY_BYTES)} of memory`, {
    category: 'Resource error',
    help: 'ask for less at once',
  });
}
