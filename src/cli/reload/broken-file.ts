// A file that does not compile when it is loaded again: the report that a run of it would give. Control thread.

import { basename } from 'node:path';
import { SpellError } from '../../base/errors.js';
import type { Report } from '../../diagnostics/report.js';
import type { HelpLayout } from '../page.js';
import { renderError } from '../print-error.js';

/** What the old code goes on with. */
export class BrokenFile extends SpellError {
  constructor(
    readonly report: Report,
    message: string,
    cause: unknown,
  ) {
    super('USAGE', message, { cause });
  }
}

/** @param name what people call the file. @returns undefined where the message is none of the compiler */
export async function brokenFile(name: string, text: string, error: Error): Promise<BrokenFile | undefined> {
  const [, line, problem] = /^[^\n]*?:(\d+): (.*)$/s.exec(error.message) ?? [];
  if (line === undefined) return undefined;
  const { explain } = await import('../../diagnostics/explain.js');
  const chunkName = `@${name}`;
  const message = `${name}:${line}: ${problem}`;
  const report = await explain({ kind: 'syntax', message, chunkName, frames: [], globals: {} }, (wanted) =>
    wanted === chunkName ? text : undefined,
  );
  const notes = [...report.notes, `${basename(name)} stays as it was: its old code goes on`];
  return new BrokenFile({ ...report, notes }, message, error);
}

export async function failureText(error: SpellError, { hasColor, width }: HelpLayout): Promise<string> {
  if (!(error instanceof BrokenFile)) {
    const { wrap } = await import('../../diagnostics/terminal/text.js');
    return renderError(error, hasColor, (text, behind) => wrap(text, width - behind).join(`\n${' '.repeat(behind)}`));
  }
  const { renderTerminal } = await import('../../diagnostics/render-terminal.js');
  return renderTerminal(error.report, { color: hasColor, width });
}
