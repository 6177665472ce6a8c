// Runs that were ended from outside: interrupted, timed out, out of memory, engine lost. Control thread.

import { Findings } from '../analysis/findings.js';
import type { Scene } from '../analysis/scene.js';

/** Explains a failure whose kind says all; undefined for the others. */
export function explainEnded(scene: Scene): Findings | undefined {
  switch (scene.failure.kind) {
    case 'interrupted':
      return explainInterrupted(scene);
    case 'timeout':
      return explainTimeout(scene);
    case 'memory':
      return explainMemory(scene);
    case 'internal':
      return explainInternal(scene);
    default:
      return undefined;
  }
}

function explainInterrupted(scene: Scene): Findings {
  return markLine(scene, 'it was here', new Findings('RUN4001', scene.site.message.replace(/^$/, 'interrupted')));
}

function explainTimeout(scene: Scene): Findings {
  const findings = new Findings('RUN4002', scene.site.message.replace(/^$/, 'timed out'));
  markLine(scene, 'it was here when the time was over', findings);
  return findings.advise(
    'give the script more time with `--timeout` (for example `--timeout 60s`), or look for a loop that does not end',
  );
}

function explainMemory(scene: Scene): Findings {
  const findings = new Findings('RUN4003', scene.site.message.replace(/^$/, 'not enough memory'));
  markLine(scene, 'it was here when the memory was full', findings);
  return findings.advise(
    'raise the limit with `--max-memory` (for example `--max-memory 2GB`), or keep less: write results out piece by piece, set what is no longer needed to nil',
  );
}

function explainInternal(scene: Scene): Findings {
  const findings = new Findings('RUN4004', scene.site.message);
  markLine(scene, 'it was here', findings);
  return findings.advise(
    'the engine was replaced and the session goes on; if this happens again, report it with the script',
  );
}

function markLine(scene: Scene, label: string, findings: Findings): Findings {
  if (scene.failure.frames.length === 0) findings.note('where the script was is not known');
  if (scene.site.line !== undefined && scene.document) {
    findings.mark({ file: scene.site.file, line: scene.site.line, label, isPrimary: true });
  }
  return findings;
}
