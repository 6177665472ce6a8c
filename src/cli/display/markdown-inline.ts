// Emphasis, code and links within a line of Markdown. Any thread.

import { paint } from '../paint.js';
import type { Style } from '../paint.js';

const PARTS =
  /\\([!-/:-@[-`{-~])|(`+)(.+?)\2(?!`)|(\*\*|__)(?=\S)(.+?)(?<=\S)\4(?!\*)|(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\6(?![\w*])|~~(.+?)~~|!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)/g;

type Painter = (style: Style, text: string) => string;

/** The line with styles in place of its marks. */
export const styledInline = (line: string): string => replaceMarks(line, (style, text) => paint(style, text, true));

/** The line without its marks. */
export const plainInline = (line: string): string => replaceMarks(line, (_style, text) => text);

function replaceMarks(line: string, painted: Painter): string {
  return line.replace(
    PARTS,
    (
      _whole: string,
      escaped: string | undefined,
      _ticks: string | undefined,
      code: string | undefined,
      _stars: string | undefined,
      strong: string | undefined,
      _star: string | undefined,
      emphasis: string | undefined,
      struck: string | undefined,
      label: string | undefined,
      target: string | undefined,
    ) => {
      if (escaped !== undefined) return escaped;
      if (code !== undefined) return painted('cyan', code.replace(/^ (.+) $/, '$1'));
      if (strong !== undefined) return painted('bold', replaceMarks(strong, painted));
      if (emphasis !== undefined) return painted('italic', replaceMarks(emphasis, painted));
      if (struck !== undefined) return painted('gray', replaceMarks(struck, painted));
      const text = painted('underline', replaceMarks(label ?? '', painted));
      return target === '' || target === label ? text : `${text} ${painted('gray', `(${target ?? ''})`)}`;
    },
  );
}
