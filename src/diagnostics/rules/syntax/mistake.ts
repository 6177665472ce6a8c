// What a recogniser of common mistakes is: it looks at the place where the compiler stopped. Types only.

import type { Findings } from '../../analysis/findings.js';
import type { Scene } from '../../analysis/scene.js';
import type { SyntaxPlace } from '../../analysis/syntax-place.js';

/** Explains the mistake if it is one of its kind. */
export type Mistake = (place: SyntaxPlace, scene: Scene) => Findings | undefined;
