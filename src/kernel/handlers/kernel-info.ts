// kernel_info_request: what the kernel is. Control thread.

import { PROTOCOL_VERSION } from '../../protocol/header.js';
import type { ReplyContent } from '../../protocol/requests.js';
import { COMM_TARGETS, VENDOR_KEY } from '../../protocol/vendor.js';

/** Of the language; a notebook's metadata takes it over as it is. */
const LANGUAGE = {
  name: 'lua',
  version: '5.4',
  mimetype: 'text/x-lua',
  file_extension: '.lua',
  pygments_lexer: 'lua',
  codemirror_mode: 'lua',
} as const;

const HELP_LINKS = [
  { text: 'Lua 5.4 reference manual', url: 'https://www.lua.org/manual/5.4/' },
  { text: 'Programming in Lua', url: 'https://www.lua.org/pil/contents.html' },
];

/** @param version of LLMSpell */
export function kernelInfo(version: string): ReplyContent<'kernel_info'> {
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'llmspell',
    implementation_version: version,
    language_info: LANGUAGE,
    banner: `LLMSpell ${version}: Lua 5.4 with agents, tools and state`,
    help_links: HELP_LINKS,
    supported_features: ['debugger'],
    [VENDOR_KEY]: {
      version,
      features: ['sessions', 'results', 'bytes', 'sequence'],
      comm_targets: Object.values(COMM_TARGETS),
    },
  } as ReplyContent<'kernel_info'>;
}
