// Names of tools that are promised and not there yet: a call says so. Control thread.

export const LATER_TOOLS: ReadonlySet<string> = new Set([
  ...['citation-formatter', 'graph-builder', 'file-search', 'file-converter', 'file-watcher', 'archive-handler'],
  ...['pdf-processor', 'web-searcher', 'database-connector', 'email-sender'],
  ...['audio-processor', 'image-processor', 'video-processor'],
]);
