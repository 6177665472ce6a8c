// The global `Tool` and the tools that it gives. Data only.

import type { DocumentedRow } from '../documented.js';

const READ =
  'local file = Tool.execute("file-operations", { operation = "read", path = "notes.txt" })\nprint(file.text)';

export const TOOL: readonly DocumentedRow[] = [
  ['Tool', undefined, 'table', 'Tools by name: files, arithmetic, hashes. `Tool.calculator` is a tool too.', undefined, READ],
  ['Tool.execute', 'name: string, parameters: table', 'table', 'Runs a tool and gives what it answers: `text`, `success`, `result`, `metadata`.', undefined, READ],
  ['Tool.list', '', 'table', 'All tools by name: an array of {name, description, version, category}.'],
  ['Tool.get', 'name: string', 'tool or nil', 'A tool with its schema.', 'there is no such tool'],
  ['Tool.exists', 'name: string', 'boolean', 'Whether there is a tool of that name.'],
  ['Tool.categories', '', 'table', 'The categories of tools, an array of strings.'],
  ['Tool.discover', 'filter?: table', 'table', 'Tools of a `category`, or with `tag` in their description, as `Tool.list` gives them.'],
  ['Tool.register', 'definition: table, fn: function', 'string', 'Makes a function a tool, which `Tool.execute` and agents can call; gives its name.', 'the definition is wrong or the name is of a built-in tool'],
  ['Tool.unregister', 'name: string', 'boolean', 'Removes a registered tool; whether it was there.', 'the tool is built in'],
  ['tool:execute', 'parameters: table', 'table', 'Runs the tool, as `Tool.execute` does.'],
  ['tool:getSchema', '', 'table', 'What the tool takes: {name, description, parameters}.'],
]; // prettier-ignore
