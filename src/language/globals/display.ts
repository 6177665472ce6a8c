// The global `Display` and what its functions give. Data only.

import type { DocumentedRow } from '../documented.js';

const SHOW = 'Display.table({ { name = "a", size = 1 }, { name = "b", size = 2 } })';
const BAR =
  'local progress = Display.progress(10, "Reading")\nfor i = 1, 10 do progress:advance() end\nprogress:done()';
const GROW =
  'local stream = Display.stream()\nagent:invokeStream({ text = "Tell a story" }, function(chunk) stream:write(chunk.text) end)\nstream:done()';

export const DISPLAY: readonly DocumentedRow[] = [
  ['Display', undefined, 'table', 'Rich output in notebooks and terminals: text, tables, images, progress bars.', undefined, SHOW],
  ['Display.text', 'text: string', 'handle', 'Shows plain text.'],
  ['Display.markdown', 'source: string', 'handle', 'Shows Markdown.', undefined, 'Display.markdown("# Result\\n\\n*done*")'],
  ['Display.html', 'source: string', 'handle', 'Shows HTML; terminals show its text.'],
  ['Display.json', 'value: table', 'handle', 'Shows a table as JSON.'],
  ['Display.image', 'source: string, options?: table', 'handle', 'Shows an image (PNG, JPEG, GIF, SVG, WebP) from its bytes or a file; options are format, width, height and alt.', undefined, 'Display.image("chart.png", { width = 400, alt = "chart" })'],
  ['Display.audio', 'source: string, options?: table', 'handle', 'Shows a player for sound, from its bytes or a file; the option is format.'],
  ['Display.video', 'source: string, options?: table', 'handle', 'Shows a player for film, from its bytes or a file; the option is format.'],
  ['Display.binary', 'bytes: string, mime: string', 'handle', 'Shows bytes of any MIME type, such as application/octet-stream.'],
  ['Display.table', 'rows: table, columns?: table', 'handle', 'Shows rows, which are lists or tables of named fields, under the names of the columns.', undefined, SHOW],
  ['Display.show', 'value: any, metadata?: table', 'handle', 'Shows any value in the best form; a table whose keys are MIME types as the bundle that it is.'],
  ['Display.progress', 'total: number, label?: string', 'progress', 'Shows a progress bar that moves in place.', undefined, BAR],
  ['Display.stream', 'options?: table', 'stream', 'Shows text that grows, Markdown unless the option `markdown` is false.', undefined, GROW],
  ['Display.clear', 'wait?: boolean', 'nothing', 'Clears what has been shown; with `wait` when the next output comes.'],
  ['handle:update', '...: any', 'handle', 'Shows something else in the same place; takes what the function that gave the handle takes.'],
  ['progress:update', 'value: number, label?: string', 'progress', 'Moves the bar to a value.'],
  ['progress:advance', 'step?: number, label?: string', 'progress', 'Moves the bar on by a step (default: 1).'],
  ['progress:done', 'label?: string', 'progress', 'Fills the bar and ends it.'],
  ['stream:write', 'text: string', 'stream', 'Adds to the text.'],
  ['stream:update', 'text: string', 'stream', 'Shows another text in its place.'],
  ['stream:done', '', 'stream', 'Ends the text; all of it is shown then.'],
]; // prettier-ignore
