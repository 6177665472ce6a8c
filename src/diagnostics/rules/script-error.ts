// Errors that the script raised itself: `error`, `assert`, error values that are not text. The last rules. Control thread.

import { callsOnLine } from '../../language/nodes.js';
import type { CallSite } from '../../language/nodes.js';
import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { withArticle } from '../analysis/node-text.js';
import type { Scene } from '../analysis/scene.js';
import { lastNameOf } from '../analysis/site.js';
import type { CapturedFailure } from '../captured.js';
import type { Rule } from './rule.js';

/** `error({code = 1})`, `error(nil)`. */
export const errorValue: Rule = {
  pattern: /^/,
  explain(_match, scene) {
    const { failure } = scene;
    const { value } = failure;
    if (!value || value.type === 'string' || failure.host) return undefined;
    const ownText = textOf(failure);
    const findings = new Findings('LUA1028', ownText ?? titleOf(value.type, value.preview));
    markRaise(scene, lastNameOf(failure.frames[0]), findings);
    if (ownText !== undefined) return findings.note(`the script raised ${withArticle(value.type)}: ${value.preview}`);
    if (value.type === 'nil') return findings.advise('give `error` a message: `error("what went wrong")`');
    if (value.type === 'table') {
      const text = value.keys?.find((key) => /^(?:message|msg|error|reason|text)$/.test(key));
      if (text !== undefined)
        findings.advise(`to show its text, raise \`err.${text}\`, or give its metatable a \`__tostring\``);
      else findings.advise('give its metatable a `__tostring` that says what went wrong; `pcall` still gets the table');
    } else {
      findings.advise(`raise a text that says what went wrong instead of ${withArticle(value.type)}`);
    }
    return findings;
  },
};

/** What the error object says of itself by its `__tostring`; undefined where that is but its type and address. */
function textOf({ value, message }: CapturedFailure): string | undefined {
  if (value?.type !== 'table' && value?.type !== 'userdata') return undefined;
  return message === '' || /^[^\n]*: 0x[0-9a-f]+$|^\(error object /.test(message) ? undefined : message;
}

function titleOf(type: string, preview: string): string {
  if (type === 'nil') return 'the script raised nil as error';
  return `the script raised ${withArticle(type)} as error: ${preview}`;
}

/** `assert(condition)` without a message. */
export const assertionFailed: Rule = {
  pattern: /^assertion failed!$/,
  explain(_match, scene) {
    const findings = new Findings('LUA1038');
    const call = onlyCall(scene, 'assert');
    const condition = call?.args[0];
    if (condition) findings.mark(scene.primary(condition, 'this is false or nil'));
    return findings.advise('give `assert` a second argument that says what should have been true');
  },
};

/** What the operating system says of files. */
export const fileError: Rule = {
  pattern:
    /^(?:cannot open (?:file )?'?(.+?)'?(?: \((.*)\)|: (.*))?|(.+): (No such file or directory|Permission denied|Is a directory|Not a directory|File exists|Too many open files|No space left on device|Read-only file system))$/,
  explain([, opened, bracketed, afterColon, path, reason], scene) {
    const findings = new Findings('LUA1039');
    markRaise(scene, lastNameOf(scene.failure.frames[0]), findings);
    markLibraryCall(scene, findings);
    const why = reason ?? bracketed ?? afterColon ?? '';
    const file = path ?? opened ?? '';
    if (why.includes('No such file') && !file.startsWith('/')) {
      findings.advise(
        'the path is relative: it starts from the working directory of the command, not from the folder of the script',
      );
    } else if (why.includes('No such file')) {
      findings.advise(
        'check the path; to go on without the file, test what `io.open` returns instead of using `assert`',
      );
    } else if (why.includes('Permission denied')) {
      findings.advise('the operating system refuses it: look at the owner and mode of the file');
    } else if (why.includes('Is a directory')) {
      findings.advise('the path is a directory: name a file in it');
    }
    return findings;
  },
};

/** Everything else that a script says about itself. */
export const raisedError: Rule = {
  pattern: /^/,
  explain(_match, scene) {
    const findings = new Findings('LUA1000');
    markRaise(scene, lastNameOf(scene.failure.frames[0]), findings);
    markLibraryCall(scene, findings);
    return findings;
  },
};

function markRaise(scene: Scene, innermost: string | undefined, findings: Findings): void {
  const name = innermost === 'error' || innermost === 'assert' ? innermost : undefined;
  const call = name === undefined ? undefined : onlyCall(scene, name);
  if (call) findings.mark(scene.primary(call.node, 'raised here'));
}

/** The call of the library function that raised the error, where the error is placed at its caller. */
function markLibraryCall(scene: Scene, findings: Findings): void {
  const [frame] = scene.failure.frames;
  const name = lastNameOf(frame);
  if (frame?.kind !== 'host' || name === undefined || scene.site.frameIndex !== 1 || findings.primary) return;
  const { call } = findCalled(scene, name);
  if (call) findings.mark(scene.primary(call.callee));
}

function onlyCall(scene: Scene, name: string): CallSite | undefined {
  const tree = scene.document?.tree;
  const calls = tree ? callsOnLine(tree, scene.line).filter((call) => call.calleeText === name) : [];
  return calls.length === 1 ? calls[0] : undefined;
}
