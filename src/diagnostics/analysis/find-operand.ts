// From a message to the operand in the text that it is about. Control thread.

import type { Candidate, NamedOperand, OperationKind } from './operations.js';
import { candidatesOnLine, isNamed, pickCandidate, withoutSound } from './operations.js';
import type { Scene } from './scene.js';

/**
 * The operand of a kind of operation that has the wrong type, where just one on the line can be meant.
 *
 * @param named the variable as the message names it
 * @param type the wrong type as the message names it
 */
export function findOperand(
  scene: Scene,
  kind: OperationKind,
  named: NamedOperand | undefined,
  type: string,
): Candidate | undefined {
  const scopes = scene.document?.scopes;
  const fitting = candidatesOnLine(scene, kind).filter(({ operand }) => isNamed(operand, named, scopes));
  return pickCandidate(scene, withoutSound(scene, fitting, type));
}
