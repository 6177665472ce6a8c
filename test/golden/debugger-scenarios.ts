// The scenarios of debugger/: Lua files and the steps of a client. `NAME.scenario` has lines `=== FILE` before each file and
// `=== steps` before the steps; what stands above is for readers, but for `kernel too`: it runs in a bare kernel as well.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../support/repo-root.js';

const FOLDER = join(repoRoot, 'test', 'golden', 'debugger');
const SCENARIO = '.scenario';
const EXPECTED = '.expected.txt';

export interface Scenario {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly steps: readonly string[];
  readonly isForKernel: boolean;
  /** Absolute path of the recorded transcript. */
  readonly expectedPath: string;
}

export function scenarios(): Scenario[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(SCENARIO))
    .sort()
    .map((file) => parse(file.slice(0, -SCENARIO.length), readFileSync(join(FOLDER, file), 'utf8')));
}

/** Files of the folder that belong to no scenario. */
export function strayFiles(): string[] {
  return readdirSync(FOLDER).filter(
    (file) =>
      !file.endsWith(SCENARIO) &&
      !(file.endsWith(EXPECTED) && existsSync(join(FOLDER, file.replace(EXPECTED, SCENARIO)))),
  );
}

function parse(name: string, text: string): Scenario {
  const [head = '', ...parts] = text.split(/^=== /m);
  const files = new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)] as const;
    }),
  );
  const steps = (files.get('steps') ?? '').split('\n').filter((line) => line.trim() !== '');
  files.delete('steps');
  const isForKernel = /^kernel too$/m.test(head);
  return { name, files, steps, isForKernel, expectedPath: join(FOLDER, name + EXPECTED) };
}
