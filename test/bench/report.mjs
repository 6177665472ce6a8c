// Results as a table for the terminal or in Markdown.

/** @typedef {import('./row.mjs').Result} Result */
/** @typedef {import('./row.mjs').Target} Target */

const HEADER = ['group', 'row', 'median', 'spread (IQR)', 'baseline', 'ratio', '95 %', 'target', 'reached'];

/** @param {readonly Result[]} results @returns {string[][]} cells, with a header */
export function cells(results) {
  return [HEADER, ...results.map(line)];
}

/** @param {Result} result */
function line({ group, name, target, figures, reached, failed }) {
  if (!figures) {
    const state = failed === undefined ? 'skipped' : 'FAILED';
    return [group, name, '', '', '', '', '', target ? targetText(target) : '', state];
  }
  const { unit, median, spread, baseline, ratio, interval, note } = figures;
  return [
    group,
    note ? `${name} (${note})` : name,
    unit === 'x' ? '' : `${number(median)} ${unit}`,
    unit === 'x' ? '' : `${number(spread)} ${unit}`,
    baseline === undefined || unit === 'x' ? '' : `${number(baseline)} ${unit}`,
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
    interval ? `${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}` : '',
    target ? targetText(target) : '',
    reached === undefined ? '' : reached ? 'yes' : 'no',
  ];
}

/** @param {Target} target */
export function targetText({ at, value, unit }) {
  const figure = unit === 'x' ? `${value.toFixed(2)}x` : `${number(value)} ${unit}`;
  return { most: `<= ${figure}`, least: `>= ${figure}`, interval: `includes ${figure}` }[at];
}

/** Three digits that count. @param {number} value */
export function number(value) {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}

/** @param {readonly Result[]} results */
export function toText(results) {
  const table = cells(results);
  const widths = HEADER.map((_title, i) => Math.max(...table.map((row) => row[i].length)));
  const text = table.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
  return [text[0], widths.map((width) => '-'.repeat(width)).join('  '), ...text.slice(1)].join('\n');
}

/** @param {readonly Result[]} results */
export function toMarkdown(results) {
  const [header, ...rows] = cells(results).map((row) => `| ${row.join(' | ')} |`);
  return [header, `|${HEADER.map((_title, i) => (i < 2 ? '---' : '--:')).join('|')}|`, ...rows].join('\n');
}

/** Why rows have no figures, one line each. @param {readonly Result[]} results */
export function remarks(results) {
  return results.flatMap(({ group, name, skipped, failed }) => {
    if (failed !== undefined) return [`FAILED  ${group}: ${name}: ${failed}`];
    return skipped === undefined ? [] : [`skipped ${group}: ${name}: ${skipped}`];
  });
}
