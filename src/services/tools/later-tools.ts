// Names of tools that are promised and not there yet: a call says so. Control thread.

export const LATER_TOOLS: ReadonlySet<string> = new Set([
  ...['citation-formatter'],
  ...['archive-handler', 'service-checker', 'pdf-processor'],
  ...['http-requester', 'graphql-query', 'web-scraper', 'webhook-caller', 'webpage-monitor', 'sitemap-crawler'],
  ...['api-tester', 'web-searcher', 'database-connector', 'email-sender'],
  ...['audio-processor', 'image-processor', 'video-processor'],
]);
