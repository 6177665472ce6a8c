import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakpointNews } from './breakpoint-news.js';

const at = (id: number, line: number, terms = {}): { id: number } => ({ id, line, ...terms }) as { id: number };

const news = (before: { id: number }[], after: { id: number }[]): ReturnType<typeof breakpointNews> =>
  breakpointNews({ breakpoints: before, exceptions: [] }, { breakpoints: after, exceptions: [] });

test('what went, what came and what is another is told, and nothing else', () => {
  const before = [at(1, 10), at(2, 20), at(3, 30)];
  const after = [at(2, 20), at(3, 30, { condition: 'x' }), at(4, 40)];
  assert.deepEqual(
    news(before, after).map(({ event, body }) => [event, body]),
    [
      [
        'breakpoint',
        { reason: 'removed', breakpoint: { id: 1, verified: false, message: 'removed by another client' } },
      ],
      ['breakpoint', { reason: 'changed', breakpoint: at(3, 30, { condition: 'x' }) }],
      ['breakpoint', { reason: 'new', breakpoint: at(4, 40) }],
    ],
  );
  assert.deepEqual(news(after, after), []);
});

test('which errors stop is told where it has changed', () => {
  const uncaught = { id: 1, filter: 'uncaught' } as const;
  const set = { breakpoints: [], exceptions: [uncaught] };
  assert.deepEqual(breakpointNews({ breakpoints: [], exceptions: [] }, set), [
    { event: 'exceptionBreakpoints', body: { breakpoints: [uncaught] } },
  ]);
  assert.deepEqual(breakpointNews(set, set), []);
});
