// What the expression at the cursor is: documentation, signature, live value, where it is defined. Any thread.

import { CodeAt } from './assist/code-at.js';
import type { DescribeSources } from './assist/describe.js';
import { describe } from './assist/describe.js';
import { toMarkdown, toText } from './assist/description.js';
import { findSubjects } from './assist/subject.js';

export interface Inspection {
  readonly found: boolean;
  /** Both empty where nothing was found. */
  readonly text: string;
  readonly markdown: string;
}

const NOTHING: Inspection = { found: false, text: '', markdown: '' };

/**
 * @param cursor in code points
 * @param detailLevel 1 shows the source of Lua functions too
 */
export async function inspect(
  code: string,
  cursor: number,
  detailLevel: 0 | 1 = 0,
  sources: DescribeSources = {},
): Promise<Inspection> {
  const at = new CodeAt(code, cursor);
  for (const subject of findSubjects(at)) {
    const description = await describe(at, subject, detailLevel === 1, sources);
    if (description) return { found: true, text: toText(description), markdown: toMarkdown(description) };
  }
  return NOTHING;
}
