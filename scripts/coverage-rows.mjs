// What is counted of line coverage, and its sums per folder of src/ and in total.

/** @typedef {{ path: string, total: number, covered: number }} FileLines path as in `src/base/values.ts` */

/**
 * @param {readonly FileLines[]} files
 * @returns {{ name: string, total: number, covered: number, percent: number }[]} one row per folder, the total last
 */
export function folderRows(files) {
  const names = [...new Set(files.map(({ path }) => folderOf(path)))].sort();
  const rows = names.map((name) =>
    row(
      name,
      files.filter(({ path }) => folderOf(path) === name),
    ),
  );
  return [...rows, row('total', files)];
}

/** @param {readonly FileLines[]} files @returns {{ path: string, missed: number }[]} at most ten, the largest first */
export function largestGaps(files) {
  const gaps = files.map(({ path, total, covered }) => ({ path, missed: total - covered }));
  return gaps
    .filter(({ missed }) => missed > 0)
    .sort((a, b) => b.missed - a.missed)
    .slice(0, 10);
}

/**
 * Whether a compiled file has anything to run: files of types have not, and would count as not reached.
 * @param {string} javascript
 */
export function hasCode(javascript) {
  return javascript.replace(/\/\*[\s\S]*?\*\/|\/\/.*|export \{\};/g, '').trim() !== '';
}

function folderOf(path) {
  return path.split('/')[1] ?? path;
}

function row(name, files) {
  const sum = (/** @type {'total' | 'covered'} */ key) => files.reduce((all, file) => all + file[key], 0);
  const [total, covered] = [sum('total'), sum('covered')];
  return { name, total, covered, percent: total === 0 ? 100 : (100 * covered) / total };
}
