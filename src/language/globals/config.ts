// The global `Config`. Data only.

import type { DocumentedRow } from '../documented.js';

const EXAMPLE = 'if Config.getProvider("openai") then print(Config.getProvider("openai").model) end';
const NOT_HERE = 'always, as scripts cannot widen what they were started with';

export const CONFIG: readonly DocumentedRow[] = [
  ['Config', undefined, 'table', 'What is configured, without secrets.', undefined, EXAMPLE],
  ['Config.get', '', 'table', 'All of it, by section.'],
  ['Config.getSection', 'name: string', 'table', 'One section, such as providers or security; an unknown one raises.'],
  ['Config.getDefaultEngine', '', 'string', 'The script language where none is named.'],
  ['Config.getProvider', 'name: string', 'table', 'What is configured for a provider; has_api_key says whether it has a key.', 'it is not configured', EXAMPLE],
  ['Config.listProviders', '', 'table', 'Names of the configured providers, sorted.'],
  ['Config.getSecurity', '', 'table', 'What the script may touch.'],
  ['Config.getTools', '', 'table', 'The section tools.'],
  ['Config.getPermissions', '', 'table', 'What scripts may do with the configuration: read it.'],
  ['Config.isFileAccessAllowed', '', 'boolean', 'Whether any file may be read or written.'],
  ['Config.isNetworkAccessAllowed', '', 'boolean', 'Whether any host may be talked to.'],
  ['Config.setProvider', 'name: string, settings: table', 'nothing', `Raises ${NOT_HERE}.`],
  ['Config.setSecurity', 'settings: table', 'nothing', `Raises ${NOT_HERE}.`],
  ['Config.addAllowedPath', 'path: string', 'nothing', 'Raises unless the path may be read and written already.'],
  ['Config.snapshot', '', 'number', 'A name for the configuration as it is now.'],
  ['Config.restoreSnapshot', 'snapshot: number', 'nothing', 'Goes back to it; raises for one that was not taken in this session.'],
  ['Config.toJson', '', 'string', 'All of it as JSON.'],
]; // prettier-ignore
