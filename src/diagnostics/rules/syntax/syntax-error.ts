// All messages of the compiler that name a token (`... near 'x'`): the first recogniser that knows the mistake explains it.
// Control thread.

import { findSyntaxPlace } from '../../analysis/syntax-place.js';
import type { Rule } from '../rule.js';
import { statementAfterReturn, superfluousEnd, unclosedBlock } from './block-ends.js';
import { defaultValue, missingComma, quoteInText, typeAnnotation, unclosedBracket } from './brackets.js';
import { assignmentInCondition, missingKeyword } from './conditions.js';
import { foreignOperator } from './foreign-operators.js';
import { foreignWord } from './foreign-words.js';
import type { Mistake } from './mistake.js';
import { expressionStatement, plainSyntaxError, reservedName } from './statements.js';
import { lexicalMistake } from './unfinished.js';

/** Most particular first. */
const MISTAKES: readonly Mistake[] = [
  lexicalMistake,
  quoteInText,
  assignmentInCondition,
  foreignOperator,
  foreignWord,
  reservedName,
  defaultValue,
  typeAnnotation,
  missingKeyword,
  statementAfterReturn,
  unclosedBlock,
  superfluousEnd,
  missingComma,
  unclosedBracket,
  expressionStatement,
  plainSyntaxError,
];

export const syntaxError: Rule = {
  pattern: / near (?:'.*'|<eof>)$/s,
  explain(_match, scene) {
    const place = findSyntaxPlace(scene);
    if (!place) return undefined;
    for (const mistake of MISTAKES) {
      const findings = mistake(place, scene);
      if (findings) return findings;
    }
    return undefined;
  },
};
