// ANSI colours for what the command itself prints; whether a stream gets any is colors.ts's business. Any thread.

/** Start and end of a style (ECMA-48, SGR). */
const STYLES = {
  bold: [1, 22],
  italic: [3, 23],
  underline: [4, 24],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
  gray: [90, 39],
} as const;

export type Style = keyof typeof STYLES;

/** Unlike Node's `styleText` it leaves the decision to its caller: that one asks the state of standard output. */
export function paint(style: Style, text: string, hasColor: boolean): string {
  const [start, end] = STYLES[style];
  return hasColor ? `\u001b[${start}m${text}\u001b[${end}m` : text;
}
