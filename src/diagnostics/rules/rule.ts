// What a rule is: a pattern of messages and what to say about them. Types only.

import type { Findings } from '../analysis/findings.js';
import type { Scene } from '../analysis/scene.js';

export interface Rule {
  /** Tested against the message without its position. */
  readonly pattern: RegExp;
  /** Explains a message that matched; undefined where it turns out to be a matter for a later rule. */
  explain(match: RegExpExecArray, scene: Scene): Findings | undefined;
}
