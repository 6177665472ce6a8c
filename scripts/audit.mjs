// Asks the package registry for known vulnerabilities of what is installed. Exit code 0: none of moderate or higher
// severity; 1: some; 75: the registry gave no answer, which is not the same as none.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const UNANSWERED = 75;

const SEVERITIES = ['moderate', 'high', 'critical'];

/**
 * @param {string} output what `npm audit --json` printed
 * @returns {{ answered: false, reason: string } | { answered: true, found: string[] }} found: one line per package
 */
export function parseAudit(output) {
  let report;
  try {
    report = JSON.parse(output);
  } catch {
    return { answered: false, reason: 'npm audit printed no report' };
  }
  if (typeof report.vulnerabilities !== 'object' || report.vulnerabilities === null) {
    const status = report.statusCode === undefined ? '' : ` with status ${report.statusCode}`;
    return { answered: false, reason: `the registry did not answer the audit request${status}` };
  }
  const found = Object.values(report.vulnerabilities)
    .filter(({ severity }) => SEVERITIES.includes(severity))
    .map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
  return { answered: true, found };
}

function main() {
  const cwd = dirname(dirname(fileURLToPath(import.meta.url)));
  const audit = spawnSync('npm', ['audit', '--json'], { cwd, encoding: 'utf8', timeout: 120_000 });
  const result = parseAudit(audit.stdout ?? '');
  if (!result.answered) {
    console.log(`skip: ${result.reason}`);
    process.exit(UNANSWERED);
  }
  for (const line of result.found) console.error(line);
  console.log(`${result.found.length} packages with known vulnerabilities of moderate or higher severity`);
  process.exit(result.found.length === 0 ? 0 : 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
