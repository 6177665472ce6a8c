// Compact JSON as people read it. Any thread.

const STEP = '  ';
/** A string, an empty array or object, a mark that structures, or anything else up to the next of these. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\[\]|\{\}|[[\]{},:]|[^"[\]{},:]+/g;

/** Works on the text, so that numbers stay as they are. @param source valid JSON without blanks between its tokens */
export function indentJson(source: string): string {
  const parts: string[] = [];
  let indent = '\n';
  for (const [token] of source.matchAll(TOKEN)) {
    if (token === '{' || token === '[') parts.push(token, (indent += STEP));
    else if (token === '}' || token === ']') parts.push((indent = indent.slice(0, -STEP.length)), token);
    else if (token === ',') parts.push(token, indent);
    else parts.push(token === ':' ? ': ' : token);
  }
  return parts.join('');
}
