// The comment above a definition, and the text of the definition. Any thread.

import type { SourceText } from '../positions.js';
import type { Token } from '../tokens.js';

/** The comment that ends on the line above, without its dashes; undefined where there is none. */
export function commentAbove(source: SourceText, line: number): string | undefined {
  const last = source.lineText(line - 1).trim();
  if (line <= 1 || last === '') return undefined;
  if (last.endsWith(']]') && !last.startsWith('--[[')) return longComment(source, line - 1);
  const lines: string[] = [];
  for (let at = line - 1; at >= 1; at--) {
    const text = source.lineText(at).trim();
    if (!text.startsWith('--') || text.startsWith('--[[')) {
      if (lines.length === 0 && text.startsWith('--[[')) lines.unshift(text.slice(4).replace(/\]\]$/, '').trim());
      break;
    }
    lines.unshift(text.replace(/^-+ ?/, ''));
  }
  const comment = lines.join('\n').trim();
  return comment === '' ? undefined : comment;
}

function longComment(source: SourceText, lastLine: number): string | undefined {
  for (let at = lastLine; at >= 1; at--) {
    if (!source.lineText(at).trim().startsWith('--[[')) continue;
    const text = source.text.slice(source.lineStart(at), source.lineEnd(lastLine)).trim();
    return text.slice(4).replace(/\]\]$/, '').trim();
  }
  return undefined;
}

/** Index of the `end` of a function; of the last token where it is missing. */
export function endOfFunction(tokens: readonly Token[], functionToken: number): number {
  let open = 0;
  for (let i = functionToken; i < tokens.length; i++) {
    const { kind, text } = tokens[i]!;
    if (kind !== 'keyword') continue;
    if (/^(?:function|do|if|repeat)$/.test(text)) open++;
    else if (/^(?:end|until)$/.test(text) && --open === 0) return i;
  }
  return tokens.length - 1;
}
