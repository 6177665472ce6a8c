// The faulty scripts of errors/ and the reports that they must get.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoRoot } from '../support/repo-root.js';

const FOLDER = join('test', 'golden', 'errors');

export interface FaultyScript {
  readonly name: string;
  /** From the root of the repository, as the command gets it. */
  readonly path: string;
  /** Options of the command, from a first line `-- args: ...`. */
  readonly options: readonly string[];
  /** From a line `-- exit: N` below it; else 1. */
  readonly exitCode: number;
  /** Absolute path of the expected report. */
  readonly expectedPath: string;
}

export function faultyScripts(): FaultyScript[] {
  return readdirSync(join(repoRoot, FOLDER))
    .filter((name) => name.endsWith('.lua'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.lua'.length);
      const path = join(FOLDER, file);
      const text = readFileSync(join(repoRoot, path), 'utf8');
      return {
        name,
        path,
        options: /^-- args: (.*)$/m.exec(text)?.[1]?.split(' ') ?? [],
        exitCode: Number(/^-- exit: (\d+)$/m.exec(text)?.[1] ?? 1),
        expectedPath: join(repoRoot, FOLDER, `${name}.expected.txt`),
      };
    });
}

/** Expected reports whose script is gone. */
export function orphanedReports(): string[] {
  const folder = join(repoRoot, FOLDER);
  return readdirSync(folder).filter(
    (file) => file.endsWith('.expected.txt') && !existsSync(join(folder, file.replace('.expected.txt', '.lua'))),
  );
}

/** A report without what differs from run to run and from machine to machine. */
export function normaliseReport(report: string): string {
  return report
    .replaceAll(`${repoRoot}/`, '')
    .replaceAll(`${tmpdir()}/`, '/tmp/')
    .replaceAll(/\/tmp\/lua_\w+/g, '/tmp/lua_NAME')
    .replaceAll(/0x[0-9a-f]{6,}/g, '0xADDRESS');
}
