// Names of tools that are promised and not there yet: a call says so. Control thread.

export const LATER_TOOLS: ReadonlySet<string> = new Set([
  ...['pdf-processor', 'database-connector', 'email-sender'],
  ...['audio-processor', 'image-processor', 'video-processor'],
]);
