// What the compiler refuses although the grammar allows it: constants, labels, `break`, limits, varargs, attributes.
// Control thread.

import type { Declaration } from '../../../language/scopes.js';
import type { Span } from '../../../language/positions.js';
import type { Token } from '../../../language/tokens.js';
import { Findings } from '../../analysis/findings.js';
import type { Scene } from '../../analysis/scene.js';
import { suggestNames } from '../../analysis/suggest.js';
import { spanOf } from '../../analysis/syntax-place.js';
import type { Rule } from '../rule.js';

/** Tokens of a line with a text; a mark is made only where there is just one. */
function tokensOn(scene: Scene, line: number, text: string): Token[] {
  return scene.document?.syntax.tokens.filter((token) => token.line === line && token.text === text) ?? [];
}

function markOnly(scene: Scene, line: number, text: string, label: string, findings: Findings): void {
  const tokens = tokensOn(scene, line, text);
  if (tokens.length === 1) findings.mark(scene.primary(spanOf(tokens[0]!), label));
  else findings.mark({ file: scene.site.file, line, label, isPrimary: true });
}

const constantAssignment: Rule = {
  pattern: /^attempt to assign to const variable '(.+)'/,
  explain([, name], scene) {
    const findings = new Findings('LUA2015', `attempt to assign to const variable '${name!}'`);
    const declared = constantsNamed(scene, name!).filter((declaration) => isBefore(scene, declaration));
    const again = declared.flatMap((declaration) =>
      declaration.assignments.filter((assignment) => isOnLine(scene, assignment.span)),
    );
    if (again.length === 1) findings.mark(scene.primary(again[0]!.span, 'assigned again here'));
    else markOnly(scene, scene.line, name!, 'assigned again here', findings);
    const isLoop = declared.length === 0;
    if (declared.length === 1) {
      findings.mark(scene.related(declared[0]!.span, `declared as <${declared[0]!.attribute!}> here`));
    }
    return findings.advise(
      isLoop
        ? 'use a variable of another name for the new value'
        : `leave out the attribute where \`${name!}\` is declared, or use another variable for the new value`,
    );
  },
};

function constantsNamed(scene: Scene, name: string): readonly Declaration[] {
  const declarations = scene.document?.scopes?.declarations ?? [];
  return declarations.filter((declaration) => declaration.name === name && declaration.attribute !== undefined);
}

function isOnLine(scene: Scene, span: Span): boolean {
  return scene.document!.source.lineAt(span.start) === scene.line;
}

function isBefore(scene: Scene, declaration: Declaration): boolean {
  return scene.document!.source.lineAt(declaration.span.start) <= scene.line;
}

const missingLabel: Rule = {
  pattern: /^no visible label '(.+?)' for <?goto>? at line (\d+)/,
  explain([, label, line], scene) {
    const findings = new Findings('LUA2016');
    const tokens = scene.document?.syntax.tokens ?? [];
    const uses = tokens.filter(
      (token, i) => token.text === label && token.line === Number(line) && tokens[i - 1]?.text === 'goto',
    );
    if (uses.length === 1)
      findings.mark(scene.primary(spanOf(uses[0]!), 'no label of this name can be reached from here'));
    else findings.mark({ file: scene.site.file, line: Number(line), isPrimary: true });
    const labels = tokens.filter((_token, i) => tokens[i - 1]?.text === '::' && tokens[i + 1]?.text === '::');
    const same = labels.filter((token) => token.text === label);
    if (same.length > 0) {
      findings.mark(scene.related(spanOf(same[0]!), 'this one is in another block or function'));
      return findings.advise(
        'a label is visible in its own block and the blocks inside it: move it to the block around the `goto`',
      );
    }
    const [suggestion] = suggestNames(
      label!,
      labels.map((token) => token.text),
    );
    if (suggestion !== undefined) {
      return findings.advise(
        `did you mean \`${suggestion}\`?`,
        uses.length === 1 ? scene.edit(spanOf(uses[0]!), suggestion) : undefined,
      );
    }
    const isLoop = /^continue$/i.test(label!);
    return findings.advise(
      `write \`::${label!}::\` where to go on${isLoop ? ': as the last statement of the loop, before its `end`' : ''}`,
    );
  },
};

const jumpIntoScope: Rule = {
  pattern: /^<?goto (.+?)>? at line (\d+) jumps into the scope of (?:local )?'(.+?)'/,
  explain([, label, line, local], scene) {
    const findings = new Findings('LUA2016');
    markOnly(scene, Number(line), 'goto', `this jump would skip \`local ${local!}\``, findings);
    const declared = scene.document?.scopes?.declarations.filter((declaration) => declaration.name === local) ?? [];
    if (declared.length === 1)
      findings.mark(scene.related(declared[0]!.span, 'declared between the `goto` and the label'));
    return findings.advise(
      `put the code between into \`do ... end\`, or declare \`${local!}\` before the \`goto\`; a label that is the very last thing of its block is allowed (\`::${label!}::\` before \`end\`)`,
    );
  },
};

const repeatedLabel: Rule = {
  pattern: /^label '(.+)' already defined on line (\d+)/,
  explain([, label, line], scene) {
    const findings = new Findings('LUA2016');
    markOnly(scene, scene.line, label!, 'defined again here', findings);
    const first = tokensOn(scene, Number(line), label!);
    if (first.length === 1 && Number(line) !== scene.line)
      findings.mark(scene.related(spanOf(first[0]!), 'first defined here'));
    return findings.advise('labels of one function need different names');
  },
};

const breakOutside: Rule = {
  pattern: /^break outside (?:a )?loop(?: at line (\d+))?/,
  explain([, line], scene) {
    const findings = new Findings('LUA2017', 'break outside a loop');
    markOnly(scene, line === undefined ? scene.line : Number(line), 'break', 'no loop is around this', findings);
    return findings.advise('to leave a function use `return`; to skip the rest of a block, put it into `if ... end`');
  },
};

const varargOutside: Rule = {
  pattern: /^cannot use '\.\.\.' outside a vararg function/,
  explain(_match, scene) {
    const findings = new Findings('LUA2019', "cannot use '...' outside a vararg function");
    markOnly(scene, scene.line, '...', 'this function takes no varargs', findings);
    const scopes = scene.document?.scopes;
    const tokens = tokensOn(scene, scene.line, '...');
    const scope = tokens.length === 1 ? scopes?.functionAt(tokens[0]!.start) : undefined;
    const list = scope?.node?.childForFieldName('parameters');
    if (list) findings.mark(scene.related(list, 'its parameters'));
    return findings.advise(
      'add `...` to the parameters of this function; inside another function, keep them first: `local args = {...}`',
    );
  },
};

const compilerLimit: Rule = {
  pattern:
    /^(?:too many ([\w/ ]+?) \(limit is (\d+)\)(?: in (.+?))?|function or expression needs too many registers|control structure too long|chunk has too many (?:lines|syntax levels|C levels)|C stack overflow|overflow)(?: near .*)?$/s,
  explain([whole, what, limit], scene) {
    const findings = new Findings('LUA2018', whole.replace(/ near .*$/s, ''));
    if (scene.site.line !== undefined) findings.mark({ file: scene.site.file, line: scene.line, isPrimary: true });
    if (what === 'local variables') {
      return findings.advise(
        `a function can have ${limit!} locals at a time: put some into a table, or into \`do ... end\` blocks and functions of their own`,
      );
    }
    if (what === 'upvalues')
      return findings.advise(`a function can use ${limit!} locals of the functions around it: put them into a table`);
    if (/levels|C stack/.test(whole))
      return findings.advise('blocks, brackets or operators are nested too deeply: split the expression');
    if (whole.includes('registers'))
      return findings.advise('the expression or argument list is too long: split it, or build the table step by step');
    return findings.advise('the function is too large for the compiler: split it, or move data into a table or file');
  },
};

const ATTRIBUTES = ['const', 'close'];

const attribute: Rule = {
  pattern: /^(?:unknown attribute '(.+?)'|multiple to-be-closed variables in local list)/,
  explain([whole, name], scene) {
    const findings = new Findings('LUA2020', whole);
    if (name === undefined) {
      findings.mark({ file: scene.site.file, line: scene.line, isPrimary: true });
      return findings.advise('declare each `<close>` variable in a `local` statement of its own');
    }
    markOnly(scene, scene.line, name, 'Lua has no such attribute', findings);
    const [suggestion] = suggestNames(name, ATTRIBUTES);
    const tokens = tokensOn(scene, scene.line, name);
    const edit =
      suggestion !== undefined && tokens.length === 1 ? scene.edit(spanOf(tokens[0]!), suggestion) : undefined;
    return findings.advise(
      suggestion === undefined ? 'the attributes are `<const>` and `<close>`' : `did you mean \`<${suggestion}>\`?`,
      edit,
    );
  },
};

export const semanticRules: readonly Rule[] = [
  constantAssignment,
  missingLabel,
  jumpIntoScope,
  repeatedLabel,
  breakOutside,
  varargOutside,
  compilerLimit,
  attribute,
];
