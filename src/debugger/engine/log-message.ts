// Log messages of breakpoints: text with expressions in braces. Any thread.

/**
 * Texts and expressions in turn, beginning with a text: `x={x} \{y}` is `['x=', 'x', ' {y}']`. Braces inside an expression are balanced
 * and may stand in its strings; one that is not closed is text.
 */
export function parseLogMessage(message: string): string[] {
  const parts: string[] = [];
  let text = '';
  for (let i = 0; i < message.length; i++) {
    const character = message[i]!;
    const end = character === '{' ? closingBrace(message, i) : -1;
    const expression = end === -1 ? '' : message.slice(i + 1, end).trim();
    if (character === '\\' && /[{}]/.test(message[i + 1] ?? '')) text += message[++i]!;
    else if (expression === '') text += character;
    else {
      parts.push(text, expression);
      text = '';
      i = end;
    }
  }
  return [...parts, text];
}

/** Of the brace at `start`; -1 where there is none. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  let quote: string | undefined;
  for (let i = start; i < text.length; i++) {
    const character = text[i]!;
    if (quote !== undefined) {
      if (character === '\\') i++;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return i;
  }
  return -1;
}
