// The globals `Session` and `Artifact`, and what the builder of sessions is. Data only.

import type { DocumentedRow } from '../documented.js';

const KEEP =
  'local id = Session.create({name = "review", tags = {"demo"}})\nlocal artifact = Artifact.store(id, "tool_result", "report.md", "# Report")\nprint(Artifact.get(id, artifact).content)';

export const SESSION: readonly DocumentedRow[] = [
  ['Session', undefined, 'table', 'Sessions that outlive the script, with what they ran and what was stored in them.', undefined, KEEP],
  ['Session.create', 'options?: table', 'string', 'Begins a session and gives its id. Options: `name`, `description`, `tags`, `parent_session_id`, `custom_metadata`.', undefined, KEEP],
  ['Session.builder', '', 'draft', 'Begins the description of a session; `build` begins the session.', undefined, 'local id = Session.builder():name("review"):tag("demo"):build()'],
  ['Session.get', 'id: string', 'table', 'What is known of a session: id, name, description, tags, status, origin, created_at, updated_at, parent_session_id, custom_metadata.'],
  ['Session.list', 'query?: table', 'table', 'The sessions, the newest first, as `get` gives them. Query: `name`, `tags` (all of them), `status`, `limit`.', undefined, 'for _, s in ipairs(Session.list({tags = {"demo"}})) do print(s.id, s.name, s.status) end'],
  ['Session.load', 'id: string', 'string', 'Looks whether a session is there, and gives its id.'],
  ['Session.save', 'id: string', 'nothing', 'Notes the time: what a session has is kept at once.'],
  ['Session.complete', 'id: string', 'nothing', 'Ends a session; it cannot go on.'],
  ['Session.suspend', 'id: string', 'nothing', 'Lets a session rest.'],
  ['Session.resume', 'id: string', 'nothing', 'Lets a session that rests go on.'],
  ['Session.delete', 'id: string', 'nothing', 'Removes a session with its steps and artifacts.'],
  ['Session.tag', 'id: string, added: table, removed?: table', 'table', 'Adds tags, takes others away, and gives those that the session has then.'],
  ['Session.steps', 'id: string, from?: integer, to?: integer', 'table', 'What a session ran, in its order: an array of {number, code, output, result?, status, error?, started_at, duration_ms, calls}.'],
  ['Session.search', 'text: string, options?: table', 'table', 'Steps whose code, output or error have all the words, each as the beginning of one, the newest first. Options: `session_id`, `limit`, 50 by default.', undefined, 'for _, step in ipairs(Session.search("report")) do print(step.session_id, step.number, step.code) end'],
  ['Session.can_replay', 'id: string', 'boolean', 'Whether a session has steps that can be run again.'],
  ['Session.list_replayable', '', 'table', 'The ids of sessions that have steps, the newest first.'],
  ['Session.get_replay_metadata', 'id: string', 'table', 'What would run: {session_id, correlation_id, total_hooks, first_hook_timestamp, last_hook_timestamp, total_duration, can_replay}, of steps, in milliseconds.'],
  ['Session.replay', 'id: string, options?: table', 'table', 'Runs the steps of a session again, in a VM of their own, and says which came to another end: {session_id, correlation_id, start_time, total_duration, hooks_replayed, successful_replays, failed_replays, steps_left_out, steps, metadata}. Options: `mode` = exact, modified, simulate or debug, `compare_results` = true, `timeout_seconds` = 300, `stop_on_error` = false, `modifications` = {{step, code}}, `metadata`.', undefined, 'for _, step in ipairs(Session.replay(Session.list_replayable()[1]).steps) do print(step.number, step.success) end'],
  ['Session.get_current', '', 'string', 'The id that `set_current` was given; without it that of the session which the run is kept in, or nil.'],
  ['Session.set_current', 'id: string', 'nothing', 'Says which session is meant by `""` in calls of `Artifact`; nil says none.'],
  ['draft:name', 's: string', 'draft', 'Names the session (default: `session-` and 8 digits).'],
  ['draft:description', 's: string', 'draft', 'Describes the session.'],
  ['draft:tag', 's: string', 'draft', 'Adds a tag.'],
  ['draft:tags', 'tags: table', 'draft', 'Sets all tags.'],
  ['draft:build', '', 'string', 'Begins the session and gives its id.'],
  ['Artifact', undefined, 'table', 'What sessions have made, each content kept once. Where a session is named, `""` is the current one.', undefined, KEEP],
  ['Artifact.store', 'session_id: string, type: string, name: string, content: string, metadata?: table', 'table', 'Keeps a content in a session and gives its id, {content_hash, session_id, sequence}. Types: agent_output, tool_result, user_input, system_generated, or a word of your own. Metadata: `description`, `mime_type`, `tags`, `created_by`, and fields of your own.', undefined, KEEP],
  ['Artifact.store_file', 'session_id: string, path: string, type: string, metadata?: table', 'table', 'The same with what a file holds that the script may read.', undefined, 'local artifact = Artifact.store_file(Session.create(), "README.md", "user_input")'],
  ['Artifact.get', 'session_id: string, artifact: table', 'table', 'The artifact of an id: {metadata, content}.', undefined, KEEP],
  ['Artifact.list', 'session_id: string', 'table', 'Metadata of the artifacts of a session, in their order: id, name, description, artifact_type, mime_type, size, tags, custom, version, created_at, created_by, parent_artifact, is_compressed, original_size, stored_size.', undefined, 'for _, a in ipairs(Artifact.list("")) do print(a.id.sequence, a.name, a.version) end'],
  ['Artifact.delete', 'session_id: string, artifact: table', 'nothing', 'Removes an artifact.'],
  ['Artifact.query', 'query?: table', 'table', 'Metadata of artifacts of all sessions that fit: `session_id`, `type`, `name_pattern` with * and ?, `tags`, `created_after`, `created_before`, `min_size`, `max_size`, `limit`.', undefined, 'print(#Artifact.query({name_pattern = "*.md", tags = {"demo"}}))'],
]; // prettier-ignore
