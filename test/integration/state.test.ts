// State of scripts, as the built command keeps it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
let directories = 0;

function newState(): Readonly<Record<string, string>> {
  directories += 1;
  return { LLMSPELL_STATE_DIR: `${folder.path}/${directories}` };
}

async function run(code: string, env = newState()): Promise<string> {
  const { code: exit, stdout, stderr } = await runCli(['exec', code], { env });
  assert.equal(exit, 0, stderr);
  return stdout;
}

test('the functions without a scope keep what they are given in the scope of the user', async () => {
  const out = await run(`
    print(State == state, State.get('x'), State.get('x', 5), State.get('x', nil))
    State.set('x', false)
    print(State.get('x', 5), State.exists('x'), State.exists('y'), State.load('user', 'x'))
    State.set('xy', { 1, 2 })
    print(table.concat(State.keys(), ' '), table.concat(State.keys('*y'), ' '), table.concat(State.list_scopes(), ' '))
    print(State.del('x'), State.del('x'), State.exists('x'))
  `);
  assert.equal(out, 'true\tnil\t5\tnil\nfalse\ttrue\tfalse\tfalse\nx xy\txy\tuser\ntrue\tfalse\tfalse\n');
});

test('counts as Lua counts', async () => {
  const out = await run(`
    print(State.increment('n'), State.increment('n', 2), State.increment('n', -10), State.increment('f', 0.5))
    State.set('big', math.maxinteger)
    print(State.increment('big') == math.mininteger, State.increment('big', 0) == math.mininteger)
    State.set('text', 'x')
    print(pcall(State.increment, 'text'))
    print(pcall(State.increment, 'n', 'x'))
  `);
  assert.match(
    out,
    /^1\t3\t-7\t0\.5\ntrue\ttrue\nfalse\t.*cannot increment 'text': it holds a string, no number.*\nfalse\t.*number expected, got string/,
  );
});

test('an update is called again where somebody else was faster', async () => {
  const out = await run(`
    local calls = 0
    print(State.update('list', function(list)
      calls = calls + 1
      if calls == 1 then State.set('list', { 'other' }) end
      list = list or {}
      list[#list + 1] = 'mine'
      return list
    end)[2], calls, table.concat(State.get('list'), ' '))
    print(State.update('list', function() return nil end), State.exists('list'))
    print(pcall(State.update, 'list', function() error('mine', 0) end))
  `);
  assert.equal(out, 'mine\t2\tother mine\nnil\tfalse\nfalse\tmine\n');
});

test('a transaction is done whole or not at all, and gives what its function gives', async () => {
  const out = await run(`
    print(State.transaction(function(tx)
      tx:set('a', tx:get('a', 0) + 1)
      tx:save('app', 'k', { 1 })
      tx:increment('n', 5)
      print(State.exists('a'), tx:exists('a'), tx:get('n'), table.concat(tx:keys(), ' '), table.concat(tx:list_keys('app'), ' '))
      return 1, nil, 3
    end))
    print(State.get('a'), State.load('app', 'k')[1], State.get('n'))
    local kept
    print(pcall(State.transaction, function(tx)
      kept = tx
      tx:del('a')
      tx:set('n', 100)
      error('no', 0)
    end))
    print(State.get('a'), State.get('n'), pcall(kept.get, kept, 'a'))
    print(pcall(State.transaction, function(tx) tx:set('a', 2) tx:set('f', print) end))
    print(State.get('a'))
  `);
  assert.match(
    out,
    /^false\ttrue\t5\ta n\tk\n1\tnil\t3\n1\t1\t5\nfalse\tno\n1\t5\tfalse\t.*this transaction has ended\nfalse\t.*contains a function\n1\n$/,
  );
});

test('what a transaction has read or listed may not have changed', async () => {
  const out = await run(`
    local hook = Hook.register('StateConflict', function(c) print('again', c.data.tries) end)
    local first = true
    State.transaction(function(tx)
      local before = tx:get('a', 0)
      if first then State.increment('a') end
      first = false
      assert(tx:get('a', 0) == before)
      tx:set('a', before + 10)
    end)
    print(State.get('a'))
    first = true
    State.transaction(function(tx)
      local n = #tx:keys()
      if first then State.set('b', 1) end
      first = false
      tx:set('count', n)
    end)
    print(State.get('count'))
    hook:unregister()
    local tries = 0
    local ok, message = pcall(State.transaction, function(tx)
      tries = tries + 1
      tx:get('a')
      State.increment('a')
      tx:set('c', 1)
    end)
    print(ok, message, tries, State.exists('c'))
  `);
  assert.match(out, /^again\t1\n11\nagain\t1\n2\n/);
  assert.match(out, /\nfalse\t.*100 times in a row\t100\tfalse\n$/);
});

test('hooks see reads and writes in a transaction, and may change them', async () => {
  const out = await run(`
    Hook.register('BeforeStateWrite', function(c)
      print(c.data.operation, c.data.scope, c.data.key, c.data.value)
      if c.data.key == 'a' then return { type = 'modified', data = { value = 'changed' } } end
    end)
    State.transaction(function(tx) tx:set('a', 'as it was') end)
    print(State.get('a'), State.increment('n', 4))
    print(State.compare_and_set('s', 'k', nil, 1), State.compare_and_set('s', 'k', { 1 }, 2), State.compare_and_set('s', 'k', 1, nil), State.load('s', 'k'))
  `);
  assert.match(out, /^save\tuser\ta\tas it was\n/);
  assert.match(out, /increment\tuser\tn\t4\nchanged\t4\n/);
  assert.match(out, /true\tfalse\ttrue\tnil\n$/);
});

test('changes are received, of each key the newest', async () => {
  const out = await run(`
    local id = State.subscribe('user', 'j*')
    print(State.receive(id, 0))
    State.set('j1', 1) State.set('other', 1) State.set('j2', { 2 }) State.del('j1')
    local seen = {}
    repeat
      local change = State.receive(id, 5000)
      seen[change.key] = change
    until seen.j1 and seen.j1.deleted
    print(seen.j2.value[1], seen.j2.scope, seen.j1.value, seen.other)
    print(State.unsubscribe(id), State.unsubscribe(id))
    print(pcall(State.receive, id))
  `);
  assert.match(out, /^nil\n2\tuser\tnil\tnil\ntrue\tfalse\nfalse\t.*No active subscription found/);
});

test('components have scopes of their own, and values a time to live', async () => {
  const env = newState();
  await run(
    `State.agent_set('a1', 'mood', 'good') State.tool_set('t', 'n', 1) State.set('gone', 1, { ttl = 0.001 })`,
    env,
  );
  const out = await run(
    `
    print(State.agent_get('a1', 'mood'), State.load('agent:a1', 'mood'), State.tool_get('t', 'n'), State.tool_get('t', 'x'))
    State.save('workflow:w', 'step', 'out')
    print(State.workflow_get('w', 'step'), State.workflow_list('w')[1], State.exists('gone'))
    print(pcall(State.set, 'k', 1, { ttl = -1 }))
    print(pcall(State.set, nil, 1))
  `,
    env,
  );
  assert.match(
    out,
    /^good\tgood\t1\tnil\nout\tstep\tfalse\nfalse\t.*field 'ttl': seconds above 0 expected.*\nfalse\t.*string expected, got nil/,
  );
});

test('processes that count at the same time lose nothing, nor do their transactions', async () => {
  const env = newState();
  const code = `
    for _ = 1, 50 do
      State.increment('n')
      State.transaction(function(tx) tx:set('m', tx:get('m', 0) + 1) end)
    end
  `;
  await Promise.all([run(code, env), run(code, env), run(code, env)]);
  assert.equal(await run(`print(State.get('n'), State.get('m'))`, env), '150\t150\n');
});

test('an interrupted transaction writes nothing', async () => {
  const env = newState();
  const { code } = await runCli(
    ['exec', '--timeout', '300ms', 'State.transaction(function(tx) tx:set("a", 1) while true do end end)'],
    { env },
  );
  assert.equal(code, 124);
  assert.equal(await run(`print(State.exists('a'))`, env), 'false\n');
});

test('migrations run once, in their order, each whole with its version', async () => {
  const env = newState();
  const code = `
    State.define_migration('1.10.0', function(tx) tx:set('log', tx:get('log', '') .. 'c') tx:del('name') end)
    State.define_migration('1.2.0', function(tx) tx:set('log', tx:get('log', '') .. 'b') end)
    State.define_migration('1.0.0', function(tx) tx:set('log', 'a') end)
    print(table.concat(State.get_schema_versions(), ' '))
    local status = State.get_migration_status()
    print(status.current_version, status.latest_version, status.is_latest, table.concat(status.migration_targets, ' '))
    local done = State.migrate('1.10.0')
    print(done.status, done.from_version, done.to_version, done.items_migrated, State.get('log'))
    for _, version in ipairs({'1.0.0', '2.0.0'}) do
      local failed = State.migrate(version)
      print(failed.success, failed.error, failed.current_version, failed.target_version)
    end
    print(select(2, pcall(State.tool_set, 'id')))
    print(pcall(State.migrate, 'x'))
  `;
  const first = await run(code, env);
  assert.match(
    first,
    /^0\.0\.0 1\.0\.0 1\.2\.0 1\.10\.0\n0\.0\.0\t1\.10\.0\tfalse\t1\.0\.0 1\.2\.0 1\.10\.0\ncompleted\t0\.0\.0\t1\.10\.0\t4\tabc\n/,
  );
  assert.match(
    first,
    /false\tstate has .* newer than 1\.0\.0.*\t1\.10\.0\t1\.0\.0\nfalse\tno migration leads to version 2\.0\.0.*\t1\.10\.0\t2\.0\.0\n/,
  );
  assert.match(first, /#2 to 'State\.tool_set' \(string expected, got no value\)\nfalse\t.*'x' is no version/);
  assert.match(await run(code, env), /1\.10\.0\ttrue\t\nalready_current\tnil\tnil\tnil\tabc\n/);
  const failing = `
    State.define_migration('2.0.0', function(tx) tx:set('log', 'half') error('no', 0) end)
    print(pcall(State.migrate, '2.0.0'))
    print(State.get('log'), State.get_migration_status().current_version)
  `;
  assert.equal(await run(failing, env), 'false\tno\nabc\t1.10.0\n');
});

test('a script makes backups, and brings them back', async () => {
  const out = await run(`
    State.set('a', 1)
    local backup = State.create_backup()
    State.set('a', 2)
    print(backup.success, backup.entries, #State.list_backups(), State.validate_backup(backup.id).is_valid)
    print(State.restore_backup(backup.id).success, State.get('a'))
    print(State.get_storage_usage().backup_count, #State.cleanup_backups(true).removed, pcall(State.restore_backup, 'none'))
  `);
  assert.match(out, /^true\t1\t1\ttrue\ntrue\t1\n1\t0\tfalse\t.*there is no backup 'none'\n$/);
});
