// `llmspell version`. Control thread.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OutputFormat } from '../options.js';
import { formatFields } from '../result.js';

/** What `version` prints. */
export function versionText(format: OutputFormat): string {
  const version = packageVersion();
  if (format === 'text') return `llmspell ${version}\n`;
  const { node } = process.versions;
  return formatFields(
    { name: 'llmspell', version, lua: '5.4', node, platform: `${process.platform}-${process.arch}` },
    format,
  );
}

/** From the package.json above this file, wherever the build has put it. */
function packageVersion(folder = dirname(fileURLToPath(import.meta.url))): string {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    if (name === 'llmspell' && typeof version === 'string') return version;
  } catch {
    // Not in this folder.
  }
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the package.json of llmspell is missing');
  return packageVersion(parent);
}
