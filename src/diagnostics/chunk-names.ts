// Chunk names as given to load, as Lua shows them in messages, and as reports show them. Any thread.

/** Longest chunk name in a message, terminator included (LUA_IDSIZE in luaconf.h). */
const ID_SIZE = 60;

/** A message that says where it was raised. */
export interface PositionedMessage {
  /** The chunk as Lua shows it; missing when the message has no position. */
  readonly chunkId?: string;
  readonly line?: number;
  readonly text: string;
}

/** What a user calls the chunk: the path, the name, or `[string "first line..."]`. */
export function displayName(chunkName: string): string {
  return /^[@=]/.test(chunkName) ? chunkName.slice(1) : chunkId(chunkName);
}

/** The chunk as Lua shows it in messages: luaO_chunkid of lobject.c. */
export function chunkId(chunkName: string): string {
  const name = chunkName.slice(1);
  if (chunkName.startsWith('=')) return name.slice(0, ID_SIZE - 1);
  if (chunkName.startsWith('@')) return name.length < ID_SIZE ? name : `...${name.slice(name.length - (ID_SIZE - 4))}`;
  const room = ID_SIZE - '[string "..."]'.length - 1;
  const firstLine = chunkName.split('\n', 1)[0]!;
  const isWhole = firstLine.length === chunkName.length && chunkName.length <= room;
  return `[string "${isWhole ? firstLine : `${firstLine.slice(0, room)}...`}"]`;
}

/** Whether a message's chunk may be this one; long names are compared as Lua shortens them, by bytes. */
export function isShownAs(chunkName: string, id: string): boolean {
  if (chunkId(chunkName) === id) return true;
  return id.startsWith('...') && chunkName.startsWith('@') && chunkName.endsWith(id.slice(3));
}

/** Takes the position off a message (`file.lua:3: text`), as luaL_where puts it there. */
export function splitPosition(message: string): PositionedMessage {
  const quoted = /^(\[string ".*?"\]):(\d+): /s.exec(message);
  const match = quoted ?? /^([^\n]*?):(\d+): /.exec(message);
  if (!match) return { text: message };
  return { chunkId: match[1]!, line: Number(match[2]), text: message.slice(match[0].length) };
}
