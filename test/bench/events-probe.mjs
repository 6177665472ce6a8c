// Publishes 100,000 events in the service, with three subscriptions that are read, and prints as JSON how many a second, ten times. Needs
// the compiled sources in build/.

const { EventBus } = await import(new URL('../../build/src/services/events/event-bus.js', import.meta.url).href);

const EVENTS = 100_000;
const { signal } = new AbortController();

async function perSecond() {
  const bus = new EventBus();
  const subscriptions = ['*', 'bench.*', 'bench.tick'].map((pattern) => bus.subscribe(pattern));
  let received = 0;
  const start = performance.now();
  for (let i = 1; i <= EVENTS; i++) {
    bus.publish({ type: 'bench.tick', data: { n: i }, source: 'script', runId: 'run-1' });
    if (i % 1000 > 0) continue;
    for (const subscription of subscriptions) received += (await subscription.receive(0, 1000, signal)).events.length;
  }
  const seconds = (performance.now() - start) / 1000;
  if (received !== EVENTS * subscriptions.length) throw new Error('events were lost');
  return EVENTS / seconds;
}

const samples = [];
for (let i = 0; i < 10; i++) samples.push(await perSecond());
process.stdout.write(JSON.stringify(samples));
