import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAudit } from './audit.mjs';

test('no answer is not a clean answer', () => {
  assert.deepEqual(parseAudit(''), { answered: false, reason: 'npm audit printed no report' });
  const refused = JSON.stringify({ statusCode: 405, error: { summary: '' } });
  assert.deepEqual(parseAudit(refused), {
    answered: false,
    reason: 'the registry did not answer the audit request with status 405',
  });
});

test('moderate and worse are named, less is not', () => {
  const vulnerabilities = {
    a: { name: 'a', severity: 'high', range: '<2' },
    b: { name: 'b', severity: 'low', range: '*' },
    c: { name: 'c', severity: 'moderate', range: '1.0.0' },
  };
  const report = JSON.stringify({ auditReportVersion: 2, vulnerabilities });
  assert.deepEqual(parseAudit(report), { answered: true, found: ['a <2: high', 'c 1.0.0: moderate'] });
  assert.deepEqual(parseAudit('{"vulnerabilities":{}}'), { answered: true, found: [] });
});
