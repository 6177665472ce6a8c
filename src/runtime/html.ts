// Text into HTML and, for those who see no HTML, back. Any thread.

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ESCAPES[char] as string);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const BREAK = /<(?:br|hr|\/?(?:p|div|h[1-6]|ul|ol|table|tr|pre|blockquote|section|article|header|footer))\b[^<>]*>/gi;

/** What a reader of the page reads: tags are gone, blocks stand on lines of their own, list items have a mark, cells a gap. */
export function textOfHtml(html: string): string {
  return withoutHidden(html)
    .replace(/\s+/g, ' ')
    .replace(/<\/t[dh]\s*> ?/gi, '  ')
    .replace(/ ?<li\b[^<>]*> ?/gi, '\n- ')
    .replace(BREAK, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, decodeEntity)
    .replace(/ *\n\s*/g, '\n')
    .trim();
}

/** Without comments and elements that show nothing; one that is never closed goes to the end, as in browsers. */
function withoutHidden(html: string): string {
  const opening = /<(?:!--|(script|style|head|template)\b)/gi;
  let shown = '';
  for (let at = 0; ;) {
    opening.lastIndex = at;
    const found = opening.exec(html);
    if (found === null) return shown + html.slice(at);
    shown += html.slice(at, found.index);
    const closing = found[1] === undefined ? /-->/g : new RegExp(`</${found[1]}\\s*>`, 'gi');
    closing.lastIndex = opening.lastIndex;
    if (closing.exec(html) === null) return shown;
    at = closing.lastIndex;
  }
}

function decodeEntity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
