// The test runner's own report, with every skip and its reason once more before the closing summary, where it is seen.
import { spec as Spec } from 'node:test/reporters';
import { Readable } from 'node:stream';

/** The first line of the summary: `tests 12`. */
const isSummary = (event) =>
  event.type === 'test:diagnostic' && event.data.nesting === 0 && /^tests \d+$/.test(event.data.message);

const isSkip = (event) => event.type === 'test:pass' && event.data.skip !== undefined;

/** @param {AsyncIterable<{ type: string, data: any }>} events what the runner reports, in order */
export async function* withSkips(events) {
  const skips = [];
  for await (const event of events) {
    if (isSkip(event)) skips.push(event.data);
    if (isSummary(event)) {
      for (const skip of skips) yield { type: 'test:diagnostic', data: { nesting: 0, message: describeSkip(skip) } };
      skips.length = 0;
    }
    yield event;
  }
}

function describeSkip({ name, skip }) {
  return `skip: ${name}: ${typeof skip === 'string' && skip !== '' ? skip : 'no reason given'}`;
}

/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* report(source) {
  yield* Readable.from(withSkips(source)).compose(new Spec());
}
