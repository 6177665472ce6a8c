// Blocks without their `end`, and an `end` too many; the indentation says which block is meant. Control thread.

import { findSuspectBlock, findSuspectCloser } from '../../../language/blocks.js';
import type { Token } from '../../../language/tokens.js';
import { Findings } from '../../analysis/findings.js';
import type { Scene } from '../../analysis/scene.js';
import { spanOf } from '../../analysis/syntax-place.js';
import type { SyntaxPlace } from '../../analysis/syntax-place.js';
import type { Mistake } from './mistake.js';

export const statementAfterReturn: Mistake = ({ check, problem, token, expected }, scene) => {
  if (!['end', '<eof>', 'until'].includes(expected ?? '') || token.kind === 'end of file' || token.text === 'end')
    return undefined;
  const start = findReturn(check.tokens, problem.index);
  if (!start) return undefined;
  return new Findings('LUA2022')
    .mark(scene.primary(spanOf(token), 'nothing may follow a `return` in its block'))
    .mark(scene.related(spanOf(start), 'this must be the last statement of its block'))
    .advise('remove what follows, or put the return into a block of its own: `do return end`');
};

/** The `return` of the block that a token stands in. */
function findReturn(tokens: readonly Token[], index: number): Token | undefined {
  for (let i = index - 1; i >= 0; i--) {
    const { kind, text } = tokens[i]!;
    if (kind !== 'keyword') continue;
    if (text === 'return') return tokens[i];
    if (/^(?:end|then|do|else|elseif|function|repeat|until|if|while|for|local)$/.test(text)) return undefined;
  }
  return undefined;
}

export const unclosedBlock: Mistake = (place, scene) => {
  const { expected, check, token } = place;
  const opener = check.open.at(-1);
  if ((expected !== 'end' && expected !== 'until') || !opener) return undefined;
  const findings = new Findings('LUA2004');
  const suspect = expected === 'end' ? findSuspectBlock(place.document.source, check) : undefined;
  const open = suspect?.open ?? opener.token;
  findings.mark(scene.primary(spanOf(open), `this \`${open.text}\` needs \`${expected}\``));
  if (suspect) {
    const line = place.document.source.lineAt(opener.token.start);
    findings.mark(
      scene.related(
        spanOf(suspect.close),
        `this \`end\` closes it, but stands where that of line ${String(line)} belongs`,
      ),
    );
    findings.note('the indentation says which block was meant; Lua itself noticed only at the end');
  } else {
    const label = token.kind === 'end of file' ? 'the file ends here' : `\`${expected}\` expected before this`;
    findings.mark(endMark(place, scene, label));
  }
  return findings.advise(
    expected === 'until'
      ? 'a `repeat` ends with `until condition`'
      : `add an \`end\` that closes the \`${open.text}\` of line ${String(open.line)}`,
  );
};

function endMark({ token, document, previous }: SyntaxPlace, scene: Scene, label: string) {
  if (token.kind !== 'end of file') return scene.related(spanOf(token), label);
  const line = previous ? document.source.lineAt(previous.end) : 1;
  const end = document.source.lineEnd(line);
  return scene.related({ start: end, end }, label);
}

export const superfluousEnd: Mistake = (place, scene) => {
  const { expected, token, check, document } = place;
  if (expected !== '<eof>' || !/^(?:end|until|else|elseif)$/.test(token.text)) return undefined;
  const findings = new Findings('LUA2010');
  findings.mark(
    scene.primary(
      spanOf(token),
      `no block is open here that this \`${token.text}\` could ${token.text.startsWith('else') ? 'continue' : 'close'}`,
    ),
  );
  const suspect = findSuspectCloser(document.source, check);
  if (suspect) {
    findings.mark(
      scene.related(
        spanOf(suspect.close),
        `this \`end\` already closes the \`${suspect.open.text}\` of line ${String(suspect.open.line)}`,
      ),
    );
    return findings.advise(`remove the \`end\` that is too many, probably that of line ${String(suspect.close.line)}`);
  }
  return findings.advise(
    token.text === 'end'
      ? 'remove the `end` that is too many'
      : `\`${token.text}\` needs its \`${token.text === 'until' ? 'repeat' : 'if'}\``,
  );
};
