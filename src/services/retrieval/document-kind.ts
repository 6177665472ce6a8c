// What a document is written in, by the end of its name, or by what it begins with. Any thread.

export const DOCUMENT_KINDS = ['text', 'markdown', 'html', 'code', 'json', 'csv', 'pdf'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

const ENDINGS: Readonly<Record<Exclude<DocumentKind, 'text'>, string>> = {
  markdown: 'md markdown mdx',
  html: 'html htm xhtml',
  json: 'json jsonl ndjson ipynb geojson',
  csv: 'csv tsv',
  pdf: 'pdf',
  code:
    'lua js mjs cjs ts mts cts tsx jsx py rb rs go java kt kts scala c h cc cpp cxx hpp cs php swift sh bash zsh fish ps1 pl r jl sql ' +
    'ex exs erl hs ml clj dart zig vue svelte css scss less wat proto graphql tf nix toml yaml yml xml ini cfg conf gradle cmake make mk',
};

const BY_ENDING: ReadonlyMap<string, DocumentKind> = new Map(
  Object.entries(ENDINGS).flatMap(([kind, endings]) =>
    endings.split(' ').map((ending) => [ending, kind as DocumentKind]),
  ),
);

/** By the name of its file. */
export function kindOfFile(name: string): DocumentKind {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return BY_ENDING.get(ending) ?? 'text';
}

const PDF = Buffer.from('%PDF-');

/** Of something without a name: bytes may be a PDF, a text may be a page or Markdown. */
export function kindOfContent(content: string | Uint8Array): DocumentKind {
  if (typeof content !== 'string') {
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength).subarray(0, PDF.length).equals(PDF)
      ? 'pdf'
      : 'text';
  }
  const beginning = content.slice(0, 2000);
  if (/^\s*(<!doctype html|<html[\s>])/i.test(beginning)) return 'html';
  return /^(#{1,6} \S|```)/m.test(beginning) ? 'markdown' : 'text';
}
