// The text of a document, whatever it is written in. Packages are loaded with the first document that needs them. Pool thread.

import { SpellError } from '../../base/errors.js';
import { WebPage } from '../net/web-page.js';
import { parseCsv } from '../tools/csv-text.js';
import type { DocumentKind } from './document-kind.js';
import { badDocument } from './retrieval-errors.js';

/** @throws SpellError `RAG_DOCUMENT` where it is not what its kind says, or holds no text */
export async function extractText(name: string, content: string | Uint8Array, kind: DocumentKind): Promise<string> {
  const text = kind === 'pdf' ? await ofPdf(name, content) : await ofText(name, decode(name, content), kind);
  if (/\S/.test(text)) return text;
  throw badDocument(name, 'holds no text', kind === 'pdf' ? 'a scan has to be read by OCR first' : 'leave it out');
}

function decode(name: string, content: string | Uint8Array): string {
  if (typeof content === 'string') return content;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw badDocument(name, 'is no UTF-8 text', 'convert it to UTF-8, or leave it out; of binary formats PDF is read');
}

async function ofText(name: string, text: string, kind: DocumentKind): Promise<string> {
  switch (kind) {
    case 'html': {
      const page = await WebPage.parse(text, '');
      return [page.title ?? '', page.text].filter((part) => part !== '').join('\n\n');
    }
    case 'json':
      return ofJson(name, text);
    case 'csv':
      return ofCsv(name, text);
    default:
      return text;
  }
}

/** A line for each record of a list, else a value as people read it. */
function ofJson(name: string, text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map((item) => JSON.stringify(item)).join('\n') : JSON.stringify(value, null, 2);
  } catch (cause) {
    if (isLines(text)) return text;
    throw badDocument(name, `is no JSON: ${(cause as Error).message}`, 'correct it, or take it in as text', cause);
  }
}

/** JSON Lines: a value on each. */
function isLines(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.length > 1 &&
    lines.every((line) => {
      try {
        return JSON.parse(line) !== undefined;
      } catch {
        return false;
      }
    })
  );
}

/** A line for each row, which says of what column each cell is. */
async function ofCsv(name: string, text: string): Promise<string> {
  try {
    const { columns, rows } = await parseCsv(text, {});
    const shown = (row: readonly string[]): string =>
      row.map((cell, at) => `${columns[at] ?? `column_${at + 1}`}: ${cell}`).join('; ');
    return rows.length === 0 ? columns.join('; ') : rows.map(shown).join('\n');
  } catch (cause) {
    if (!(cause instanceof SpellError)) throw cause;
    throw badDocument(
      name,
      `is no CSV: ${cause.message}`,
      'quote what holds the delimiter, or take it in as text',
      cause,
    );
  }
}

/** What is not given back by itself. */
interface OpenPdf {
  destroy(): Promise<void>;
}

async function ofPdf(name: string, content: string | Uint8Array): Promise<string> {
  const { extractText: textOf, getDocumentProxy } = await import('unpdf');
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  try {
    // It takes the bytes away from who gives them.
    const pdf = (await getDocumentProxy(new Uint8Array(bytes))) as OpenPdf;
    try {
      const { text } = await textOf(pdf, { mergePages: false });
      return text.join('\n\n');
    } finally {
      await pdf.destroy();
    }
  } catch (cause) {
    const problem = `is no PDF that can be read: ${(cause as Error).message}`;
    throw badDocument(name, problem, 'open it in a viewer, or take the password away', cause);
  }
}
