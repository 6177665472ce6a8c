// Turns a captured failure into a report: where, what, why, what to do. Control thread.

import type { SourceReader } from './analysis/document.js';
import { Documents } from './analysis/document.js';
import { Findings } from './analysis/findings.js';
import { Scene } from './analysis/scene.js';
import type { Site } from './analysis/site.js';
import { chunkNamesOf, findSite } from './analysis/site.js';
import type { CapturedFailure, CapturedVariable } from './captured.js';
import { docsLink } from './codes.js';
import { buildExcerpts } from './excerpts.js';
import { redactPreview, redactText } from './redact.js';
import type { Location, Mark, Report, ReportVariable } from './report.js';
import { explainEnded } from './rules/ended.js';
import { explainDeniedText, explainHost } from './rules/host.js';
import { LAST_RULE, RUNTIME_RULES, SYNTAX_RULES } from './rules/registry.js';
import type { Rule } from './rules/rule.js';
import { buildTraceback } from './traceback.js';

/**
 * Explains a failure.
 *
 * @param readSource gives the text of a chunk by its name as given to load: the content of `@path`, the code of `=name`; reports
 *   for chunks that it does not know have no excerpt
 */
export async function explain(failure: CapturedFailure, readSource: SourceReader): Promise<Report> {
  const documents = await Documents.open(chunkNamesOf(failure), readSource);
  try {
    const site = findSite(failure, (chunkName) => documents.get(chunkName) !== undefined);
    const scene = new Scene(failure, site, documents);
    return assemble(scene, explainSafely(scene));
  } finally {
    documents.dispose();
  }
}

/** A defect in a rule must not cost the user the report: the message, the place and the stack are shown all the same. */
function explainSafely(scene: Scene): Findings {
  try {
    return explainScene(scene);
  } catch (defect) {
    const reason = defect instanceof Error ? defect.message : String(defect);
    return new Findings('LUA1000').note(`no explanation, because of a defect in llmspell: ${reason}`);
  }
}

function explainScene(scene: Scene): Findings {
  return (
    explainEnded(scene) ??
    explainHost(scene) ??
    applyRules(scene, isSyntax(scene) ? SYNTAX_RULES : RUNTIME_RULES) ??
    explainDeniedText(scene) ??
    applyRules(scene, isSyntax(scene) ? RUNTIME_RULES : SYNTAX_RULES) ??
    LAST_RULE.explain(/^/.exec('')!, scene)!
  );
}

/** Syntax errors also come as plain runtime errors: from `require`, and from `assert(load(text))`. */
function isSyntax({ failure, site }: Scene): boolean {
  return failure.kind === 'syntax' || / near (?:'.*'|<eof>)$/s.test(site.message.slice(0, MAX_MESSAGE));
}

/** What Lua and the host say is shorter; longer messages are the script's own, and patterns need not read all of them. */
const MAX_MESSAGE = 4000;

function applyRules(scene: Scene, rules: readonly Rule[]): Findings | undefined {
  const message = scene.site.message.slice(0, MAX_MESSAGE);
  for (const rule of rules) {
    const match = rule.pattern.exec(message);
    const findings = match ? rule.explain(match, scene) : null;
    if (findings) return findings;
  }
  return undefined;
}

function assemble(scene: Scene, findings: Findings): Report {
  const { failure, site, documents } = scene;
  const marks = withPrimary(scene, findings.marks);
  const location = locationOf(site, marks);
  return {
    code: findings.code,
    severity: failure.kind === 'interrupted' ? 'warning' : 'error',
    title: redactText(findings.title ?? site.message),
    ...(location && { location }),
    excerpts: buildExcerpts(marks, documents),
    notes: [...findings.notes, ...closeNote(failure)].map(redactText),
    help: findings.help.map((help) => ({ ...help, text: redactText(help.text) })),
    traceback: buildTraceback(failure, documents),
    variables: variablesOf(scene),
    docs: docsLink(findings.code),
    ...(failure.host && { hostCode: failure.host.code }),
  };
}

/** Every report points somewhere: at least at the whole line. */
function withPrimary({ site }: Scene, marks: readonly Mark[]): readonly Mark[] {
  if (site.line === undefined || marks.some((mark) => mark.isPrimary)) return marks;
  return [{ file: site.file, line: site.line, isPrimary: true }, ...marks];
}

function locationOf(site: Site, marks: readonly Mark[]): Location | undefined {
  const primary = marks.find((mark) => mark.isPrimary);
  if (!primary) return site.line === undefined ? undefined : { file: site.file, line: site.line };
  const { file, line, column, endColumn } = primary;
  return { file, line, ...(column !== undefined && { column }), ...(endColumn !== undefined && { endColumn }) };
}

function variablesOf(scene: Scene): ReportVariable[] {
  const { frame } = scene.site;
  const line = scene.document?.source.lineText(scene.line) ?? '';
  const onLine = new Set(line.match(/[A-Za-z_]\w*/g));
  const toVariables = (kind: 'local' | 'upvalue', list: readonly CapturedVariable[] = []): ReportVariable[] =>
    lastOfEachName(list).map(({ name, value }) => ({
      name,
      kind,
      type: value.type,
      preview: redactPreview(name, value.type, value.preview),
      isOnLine: onLine.has(name),
    }));
  const all = [...toVariables('local', frame?.locals), ...toVariables('upvalue', frame?.upvalues)];
  return all.filter(({ name }) => /^[A-Za-z_]\w*$/.test(name) && name !== '_ENV' && name !== '_').sort(bySite);
}

/** Of locals with one name only the last can be seen. */
function lastOfEachName(variables: readonly CapturedVariable[]): CapturedVariable[] {
  return [...new Map(variables.map((variable) => [variable.name, variable])).values()];
}

function bySite(a: ReportVariable, b: ReportVariable): number {
  return Number(b.isOnLine) - Number(a.isOnLine);
}

/** The error that is explained is the first; stock Lua would tell the last. */
function closeNote({ closeError }: CapturedFailure): string[] {
  return closeError === undefined ? [] : [`a \`<close>\` handler failed as well: ${closeError}`];
}
