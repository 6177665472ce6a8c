// `llmspell version`. Control thread.

import type { OutputFormat } from '../options.js';
import { packageVersion } from '../package-folder.js';
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
