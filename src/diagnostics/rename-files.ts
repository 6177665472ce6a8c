// Reports that call chunks as people do: `In [3]` where the engine has the path of a cell. Any thread.

import { chunkId } from './chunk-names.js';
import type { Report } from './report.js';

/** @param names what to show, by the path that a chunk was loaded with */
export function renameFiles(report: Report, names: ReadonlyMap<string, string>): Report {
  if (names.size === 0) return report;
  const renamed = <T extends { readonly file?: string }>(place: T): T =>
    place.file === undefined ? place : { ...place, file: names.get(place.file) ?? place.file };
  const inText = textRenamer(names);
  return {
    ...report,
    title: inText(report.title),
    ...(report.location === undefined ? {} : { location: renamed(report.location) }),
    excerpts: report.excerpts.map((excerpt) => ({ ...renamed(excerpt), marks: excerpt.marks.map(renamed) })),
    notes: report.notes.map(inText),
    help: report.help.map(({ text, edit }) => ({
      text: inText(text),
      ...(edit === undefined ? {} : { edit: renamed(edit) }),
    })),
    traceback: report.traceback.map((entry) => ({ ...renamed(entry), text: inText(entry.text) })),
    variables: report.variables.map((variable) => ({ ...variable, preview: inText(variable.preview) })),
  };
}

/** Messages name chunks too, long paths cut off on the left. */
function textRenamer(names: ReadonlyMap<string, string>): (text: string) => string {
  const shown = new Map(
    [...names].flatMap(([path, name]) => [[path, name] as const, [chunkId(`@${path}`), name] as const]),
  );
  return (text) => {
    let result = text;
    for (const [path, name] of shown) if (result.includes(path)) result = result.replaceAll(path, name);
    return result;
  };
}
