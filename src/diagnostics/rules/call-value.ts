// `attempt to call a nil value (method 'x')`. Control thread.

import { findOperand } from '../analysis/find-operand.js';
import { Findings } from '../analysis/findings.js';
import { quote } from '../analysis/node-text.js';
import type { Candidate } from '../analysis/operations.js';
import { explainByName, explainOperand } from '../analysis/operand.js';
import type { Scene } from '../analysis/scene.js';
import { toNamedOperand, VARIABLE_INFO } from '../analysis/variable-info.js';
import { readCall } from '../../language/nodes.js';
import type { CapturedValue } from '../captured.js';
import type { Rule } from './rule.js';

const CONSTRUCTORS = ['new', 'create', 'builder'];

export const callValue: Rule = {
  pattern: new RegExp(`^attempt to call a (.+?) value${VARIABLE_INFO}$`),
  explain([, type, kind, name], scene) {
    if (kind === 'for iterator') return undefined;
    const findings = new Findings('LUA1002');
    if (kind === 'metamethod') {
      findings.note(`the metamethod \`__${name!}\` must be a function`);
      return findings.advise(`set \`__${name!}\` in the metatable to a function, or remove it`);
    }
    const named = toNamedOperand(kind, name);
    const candidate = findOperand(scene, 'call', named, type!, findings);
    if (!candidate) {
      explainByName(scene, named, type!, findings);
      return findings;
    }
    explainOperand(scene, candidate.operand, type!, findings, {
      isCalled: true,
      receiver: receiverOf(scene, candidate, type!),
    });
    if (!adviseLineBreak(scene, candidate, findings)) adviseType(scene, candidate, type!, findings);
    return findings;
  },
};

/** At most this many values of the error itself lie above the arguments: the message as it was put together. */
const MAX_ABOVE = 8;

/**
 * The receiver of a failed method call, from the registers: the value that was called stands below its receiver and arguments. Only
 * where the number of arguments is certain and all that is known of their types agrees.
 */
function receiverOf(scene: Scene, { operation }: Candidate, type: string): CapturedValue | undefined {
  const call = readCall(operation);
  const temporaries = scene.site.frame?.temporaries ?? [];
  if (!call?.isMethod || call.isOpenEnded) return undefined;
  const name = call.name!.text;
  for (let above = 0; above <= MAX_ABOVE; above++) {
    const at = temporaries.length - above - call.args.length - 2;
    const [called, receiver, ...rest] = temporaries.slice(Math.max(0, at));
    if (at < 0 || called?.type !== type || receiver?.keys?.includes(name) !== false) continue;
    const fits = rest.every((value, i) => {
      const argument = call.args[i];
      if (!argument) return value.type === 'string' || value.type === 'function';
      const known = scene.typeOf(argument);
      return known === undefined || known === value.type;
    });
    if (fits) return receiver;
  }
  return undefined;
}

/** A parenthesis on the next line continues the expression: that is seldom meant. */
function adviseLineBreak(scene: Scene, { operand, operation }: Candidate, findings: Findings): boolean {
  const args = operation.childForFieldName('arguments');
  const source = scene.document?.source;
  if (!args || !source || !args.text.startsWith('(')) return false;
  const line = source.lineAt(args.startIndex);
  if (line === source.lineAt(operand.endIndex - 1)) return false;
  findings.mark(
    scene.related({ start: args.startIndex, end: args.startIndex + 1 }, 'this `(` continues the line above, as a call'),
  );
  findings.advise(`if a new statement begins on line ${String(line)}, end the one before it with \`;\``);
  return true;
}

function adviseType(scene: Scene, { operand }: Candidate, type: string, findings: Findings): void {
  const text = quote(operand);
  if (text === undefined || findings.help.length > 0) return;
  const plain = text.slice(1, -1);
  const keys = scene.valueOf(operand)?.keys ?? [];
  const constructors = CONSTRUCTORS.filter((key) => keys.includes(key));
  if (type === 'table' && constructors.length > 0) {
    findings.advise(`a table is no function; did you mean \`${plain}.${constructors[0]!}(...)\`?`);
  } else if (type === 'table') {
    findings.advise(
      `a table can be called only with a \`__call\` metamethod; to read an element write \`${plain}[...]\``,
    );
  } else if (type === 'nil' && operand.type === 'identifier') {
    findings.advise(`look where ${text} should get its function`);
  } else if (type !== 'nil') {
    findings.advise(`only functions can be called; if two values stand side by side, a comma or operator is missing`);
  }
}
