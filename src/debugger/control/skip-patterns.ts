// Which files are stepped through, as clients write it: globs, paths and folders. Any thread.

/** A regular expression for the engine: `**` any folders, `*` and `?` within one; a pattern without a slash fits the file's name alone. */
export function skipExpression(glob: string): string {
  const pattern = glob.replace(/\\/g, '/').replace(/\/$/, '/**');
  const source = pattern.replace(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  const isAnywhere = !/^(?:\/|\*\*)/.test(pattern);
  return `${isAnywhere ? '(?:^|[/@=])' : '^'}${source}$`;
}
