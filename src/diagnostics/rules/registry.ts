// All rules in the order in which they are asked: the first that explains a message wins. Control thread.

import { argumentCount } from './argument-count.js';
import { arithmetic, stringArithmetic } from './arithmetic.js';
import { badArgument } from './bad-argument.js';
import { badSelf, fileWithoutColon, objectWithoutColon } from './bad-self.js';
import { bitwise, integerNeeded } from './bitwise.js';
import { callValue } from './call-value.js';
import { closedFile } from './closed-file.js';
import { compare } from './compare.js';
import { concatList } from './concat-list.js';
import { concatenate } from './concatenate.js';
import { divisionByZero } from './division.js';
import { genericFor, numericFor, zeroStep } from './for-loop.js';
import { formatString } from './format-string.js';
import { indexValue } from './index-value.js';
import { insideHost } from './inside-host.js';
import { length } from './length.js';
import { messageRules } from './messages.js';
import { missingModule } from './missing-module.js';
import { notClosable } from './not-closable.js';
import { notPlain } from './not-plain.js';
import { patternRules } from './pattern.js';
import type { Rule } from './rule.js';
import { assertionFailed, errorValue, fileError, raisedError } from './script-error.js';
import { cStackOverflow, stackOverflow } from './stack-overflow.js';
import { loadedText, otherSyntaxError } from './syntax/loaded-text.js';
import { semanticRules } from './syntax/semantic.js';
import { syntaxError } from './syntax/syntax-error.js';
import { tableKey } from './table-key.js';

/** Rules for what Lua raises while a script runs. */
export const RUNTIME_RULES: readonly Rule[] = [
  errorValue,
  insideHost,
  indexValue,
  genericFor,
  callValue,
  arithmetic,
  stringArithmetic,
  concatenate,
  compare,
  bitwise,
  integerNeeded,
  length,
  divisionByZero,
  tableKey,
  numericFor,
  zeroStep,
  fileWithoutColon,
  objectWithoutColon,
  badArgument,
  badSelf,
  argumentCount,
  missingModule,
  concatList,
  formatString,
  notClosable,
  notPlain,
  closedFile,
  ...patternRules,
  stackOverflow,
  cStackOverflow,
  ...messageRules,
  assertionFailed,
  fileError,
];

/** Rules for what the compiler refuses. */
export const SYNTAX_RULES: readonly Rule[] = [...semanticRules, syntaxError, loadedText, otherSyntaxError];

/** What is left: the script says itself what is wrong. */
export const LAST_RULE: Rule = raisedError;
