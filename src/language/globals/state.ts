// The global `State`. Data only.

import type { DocumentedRow } from '../documented.js';

const COUNT = 'State.save("app", "runs", (State.load("app", "runs") or 0) + 1)';

export const STATE: readonly DocumentedRow[] = [
  ['State', undefined, 'table', 'Values that outlive the script, by scope and key.', undefined, COUNT],
  ['State.save', 'scope: string, key: string, value: any', 'nothing', 'Keeps a value: nil, boolean, number, string, or a table of these; nil deletes.', undefined, COUNT],
  ['State.load', 'scope: string, key: string', 'any', 'A copy of what was saved.', 'nothing was saved there'],
  ['State.delete', 'scope: string, key: string', 'nothing', 'Forgets a value; a missing key is fine.'],
  ['State.list_keys', 'scope: string', 'table', 'The keys of a scope, sorted.'],
]; // prettier-ignore
