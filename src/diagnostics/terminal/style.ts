// The colours of a report. Any thread.

import picocolors from 'picocolors';

type Paint = (text: string) => string;

export interface Style {
  readonly error: Paint;
  readonly warning: Paint;
  readonly title: Paint;
  readonly gutter: Paint;
  readonly primary: Paint;
  readonly secondary: Paint;
  readonly added: Paint;
  readonly note: Paint;
  readonly help: Paint;
  readonly faint: Paint;
}

/** @param color decided by the caller: a terminal, NO_COLOR, FORCE_COLOR */
export function createStyle(color: boolean): Style {
  const colors = picocolors.createColors(color);
  const bold =
    (paint: Paint): Paint =>
    (text) =>
      colors.bold(paint(text));
  return {
    error: bold(colors.red),
    warning: bold(colors.yellow),
    title: colors.bold,
    gutter: bold(colors.blue),
    primary: bold(colors.red),
    secondary: bold(colors.blue),
    added: bold(colors.green),
    note: bold(colors.green),
    help: bold(colors.cyan),
    faint: colors.dim,
  };
}
