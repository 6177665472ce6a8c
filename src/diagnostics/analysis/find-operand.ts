// From a message to the operand in the text that it is about. Control thread.

import type { Candidate, NamedOperand, OperationKind } from './operations.js';
import { candidatesOnLine, isNamed, pickCandidate, withoutSound } from './operations.js';
import type { Findings } from './findings.js';
import { quote } from './node-text.js';
import type { Scene } from './scene.js';

/**
 * The operand of a kind of operation that has the wrong type, where just one on the line can be meant. Where several can, the
 * findings say so.
 *
 * @param named the variable as the message names it
 * @param type the wrong type as the message names it
 */
export function findOperand(
  scene: Scene,
  kind: OperationKind,
  named: NamedOperand | undefined,
  type: string,
  findings: Findings,
): Candidate | undefined {
  const scopes = scene.document?.scopes;
  const fitting = candidatesOnLine(scene, kind).filter(({ operand }) => isNamed(operand, named, scopes));
  const possible = withoutSound(scene, fitting, type);
  const picked = pickCandidate(scene, possible, type);
  if (!picked && possible.length > 1) sayAmbiguous(possible, findings);
  return picked;
}

function sayAmbiguous(candidates: readonly Candidate[], findings: Findings): void {
  const texts = [...new Set(candidates.map(({ operand }) => quote(operand)).filter((text) => text !== undefined))];
  if (texts.length < 2) return;
  findings.note(`several parts of this line can be meant: ${texts.slice(0, 4).join(', ')}`);
  findings.advise('put them on lines of their own to see which it is');
}
