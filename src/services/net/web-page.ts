// A web page taken apart: title, text, links, images, metadata, and what CSS selectors find. The parser is loaded
// with the first page. Control thread.

import type { selectAll } from 'css-select';
import type { parseDocument } from 'htmlparser2';
import { badSelector } from './bad-selector.js';

type SelectAll = typeof selectAll;
type Document = ReturnType<typeof parseDocument>;
type Node = Document['children'][number];
type Element = Extract<Node, { readonly attribs: unknown }>;

export interface Link {
  /** Absolute where the page's own address makes it so. */
  readonly url: string;
  readonly text: string;
}

export interface Image {
  readonly src: string;
  readonly alt: string;
}

export class WebPage {
  private readonly base: string;

  private constructor(
    private readonly document: Document,
    private readonly selectAll: SelectAll,
    address: string,
  ) {
    const base = this.find('base[href]')[0]?.attribs['href'];
    this.base = base === undefined ? address : absolute(base, address);
  }

  /** @param address where it came from, for what it links to */
  static async parse(html: string, address: string): Promise<WebPage> {
    const [parser, selectors] = await Promise.all([import('htmlparser2'), import('css-select')]);
    return new WebPage(parser.parseDocument(html), selectors.selectAll, address);
  }

  get title(): string | undefined {
    const title = this.find('title')[0];
    return title === undefined ? undefined : textOf([title]);
  }

  /** What people read: without scripts, styles and the head. */
  get text(): string {
    return textOf(this.document.children);
  }

  get links(): readonly Link[] {
    return this.find('a[href]').map((link) => ({
      url: absolute(link.attribs['href']!, this.base),
      text: textOf([link]),
    }));
  }

  get images(): readonly Image[] {
    return this.find('img[src]').map(({ attribs }) => ({
      src: absolute(attribs['src']!, this.base),
      alt: attribs['alt'] ?? '',
    }));
  }

  /** By name: `description`, `og:title`, ..., with `language` and `canonical`. */
  get metadata(): Readonly<Record<string, string>> {
    const named = this.find('meta[content]').flatMap(({ attribs }): [string, string][] => {
      const name = attribs['name'] ?? attribs['property'] ?? attribs['http-equiv'];
      return name === undefined ? [] : [[name.toLowerCase(), attribs['content']!]];
    });
    const language = this.find('html[lang]')[0]?.attribs['lang'];
    const canonical = this.find('link[rel="canonical"][href]')[0]?.attribs['href'];
    return {
      ...Object.fromEntries(named.reverse()),
      ...(language === undefined ? {} : { language }),
      ...(canonical === undefined ? {} : { canonical: absolute(canonical, this.base) }),
    };
  }

  /** The text of each element that a selector finds. @throws SpellError `TOOL_PARAMETER` */
  textsOf(selector: string): readonly string[] {
    return this.find(selector).map((element) => textOf([element]));
  }

  private find(selector: string): readonly Element[] {
    try {
      return this.selectAll<Node, Element>(selector, this.document.children);
    } catch (cause) {
      throw badSelector(selector, cause);
    }
  }
}

function absolute(href: string, base: string): string {
  return URL.canParse(href, base) ? new URL(href, base).href : href;
}

const UNREAD = new Set(['script', 'style', 'noscript', 'template', 'head', 'iframe', 'object', 'svg']);
const BLOCKS = new Set([
  ...[
    'address',
    'article',
    'aside',
    'blockquote',
    'br',
    'dd',
    'div',
    'dl',
    'dt',
    'figure',
    'footer',
    'form',
    'h1',
    'h2',
    'h3',
  ],
  ...[
    'h4',
    'h5',
    'h6',
    'header',
    'hr',
    'li',
    'main',
    'nav',
    'ol',
    'option',
    'p',
    'pre',
    'section',
    'table',
    'td',
    'th',
    'tr',
    'ul',
  ],
]);

function isText(node: Node): node is Extract<Node, { readonly data: string }> {
  return (node.type as string) === 'text';
}

/** Lines as blocks make them, without a recursion that a page could make too deep. */
function textOf(roots: readonly Node[]): string {
  const parts: string[] = [];
  const rest: (Node | string)[] = [...roots].reverse();
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (typeof node === 'string') parts.push(node);
    else if (isText(node)) parts.push(node.data.replace(/\s+/g, ' '));
    else if ('children' in node && (roots.includes(node) || !('name' in node && UNREAD.has(node.name)))) {
      const isBlock = 'name' in node && BLOCKS.has(node.name);
      if (isBlock) parts.push('\n');
      if (isBlock) rest.push('\n');
      for (let child = node.children.length - 1; child >= 0; child -= 1) rest.push(node.children[child]!);
    }
  }
  const lines = parts.join('').split('\n').map((line) => line.replace(/ +/g, ' ').trim()); // prettier-ignore
  return lines.filter((line) => line !== '').join('\n');
}
