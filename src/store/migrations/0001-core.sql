-- The operational record, the site's configuration and the audit trail. Runs as tocsin_owner.
-- Every column of time is UTC. Ids rise within an installation and are given out by the active core.

create schema core;
create schema config;
create schema audit;

-- Which core may write. Every write names its token and the number of its batch: a core that lost its lease writes
-- nothing, and a batch whose answer was lost is known to be stored or not.
create table core.lease (
  shard             int primary key,
  holder            text not null,
  address           text not null,
  token             bigint not null,
  batch             bigint not null,
  expires_at        timestamptz not null,
  -- The last numbers given out, so that a start asks no large table; and the head of the audit chain.
  last_event        bigint not null default 0,
  last_alarm        bigint not null default 0,
  last_occurrence   bigint not null default 0,
  last_callout      bigint not null default 0,
  last_notification bigint not null default 0,
  last_transition   bigint not null default 0,
  last_audit        bigint not null default 0,
  audit_head        bytea not null default decode(repeat('00', 32), 'hex')
) with (fillfactor = 20);
insert into core.lease (shard, holder, address, token, batch, expires_at) values (0, '', '', 0, 0, '-infinity');

create table core.event (
  id          bigint not null,
  partition   text not null,              -- of its point or source when it came
  received_at timestamptz not null,
  at          timestamptz not null,
  source      text not null,
  point       text not null,
  kind        text not null,
  category    text not null,
  condition   text not null,
  priority    text,
  code        text,
  text        text,
  value       float8,
  quality     text,
  dedupe_key  text,
  raw         text not null
) partition by range (received_at);
create index event_id on core.event (id);
create index event_received on core.event using brin (received_at);
-- What points measured. Events without a value, which come in floods, are not in it and cost nothing.
create index event_signal on core.event (source, point, received_at) where value is not null or kind = 'quality';

-- What stands in every 1,024 events with following ids, as a Bloom filter, so that a search reads those blocks alone that may
-- hold what is looked for. Made of stored events when there is time for it; what isn't there yet is read.
create table core.event_block (
  block     bigint primary key,           -- its first id is 1,024 times this
  events    int not null,
  first_at  timestamptz not null,         -- the earliest and the latest time received
  last_at   timestamptz not null,
  signature bytea not null
);
alter table core.event_block alter signature set storage plain;

create table core.alarm (
  id              bigint primary key,
  source          text not null,
  point           text not null,
  condition       text not null,
  partition       text not null,
  category        text not null,
  priority        text not null,
  tags            text not null,          -- JSON array
  text            text not null,
  state           text not null,
  active          boolean not null,
  acknowledged    boolean not null,
  latched         boolean not null,
  shelf           text,                   -- JSON
  suppressed_by   text not null,          -- JSON array
  out_of_service  text,                   -- JSON
  quality         text not null,
  severity        int not null,
  occurrence      bigint not null,
  sequence        int not null,
  chatter         int not null,
  raised_at       timestamptz,
  cleared_at      timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  due_at          timestamptz,
  found_active    boolean not null,
  silent          boolean not null,
  value           float8,
  changed_at      timestamptz not null,
  unique (source, point, condition)
) with (fillfactor = 80);

-- What a condition on a value remembers between two values: pending delays, excursions in the window, last value.
create table core.condition_memory (
  source    text not null,
  point     text not null,
  condition text not null,
  memory    text not null,                -- JSON
  primary key (source, point, condition)
) with (fillfactor = 80);

create table core.transition (
  id         bigint not null,
  at         timestamptz not null,
  alarm      bigint not null,
  occurrence bigint not null,
  sequence   int not null,
  input      text not null,
  from_state text not null,
  to_state   text not null,
  because    text not null,
  actor      text not null,               -- 'tocsin' or an operator's or person's id
  via        text not null,               -- 'intake', 'timer', 'screen', 'link', 'email', 'chat', 'api'
  event      bigint,
  comment    text
) partition by range (at);
create index transition_alarm on core.transition (alarm, id);
create index transition_at on core.transition using brin (at);

create table core.callout (
  id             bigint primary key,
  alarm          bigint not null,
  occurrence     bigint not null,
  sequence       int not null,
  partition      text not null,
  priority       text not null,
  policy         text not null,
  policy_version int not null,
  state          text not null,
  position       text not null,           -- JSON
  due_at         timestamptz,
  started_at     timestamptz not null,
  ended_at       timestamptz,
  because        text not null
) with (fillfactor = 70);
create index callout_open on core.callout (id) where ended_at is null;
create index callout_alarm on core.callout (alarm, id);

create table core.notification (
  id         bigint primary key,
  kind       text not null,
  callout    bigint not null,
  alarm      bigint not null,
  occurrence bigint not null,
  sequence   int not null,
  priority   text not null,
  person     text not null,
  method     text not null,
  channel    text not null,
  address    text not null,
  partition  text not null,               -- of its alarm; '' when it concerns none
  step       int not null,
  round      int not null,
  state      text not null,
  attempts   int not null,
  due_at     timestamptz,
  created_at timestamptz not null,
  sent_at    timestamptz,
  because    text not null,
  receipt    text,
  digest     bigint,
  text       text,
  replied_at timestamptz
) with (fillfactor = 70);
create index notification_due on core.notification (channel, id) where due_at is not null;
create index notification_alarm on core.notification (alarm, id);
create index notification_created on core.notification using brin (created_at);

-- What became of a message and when, where its row can't say it all: attempts that failed, and what a far side said later.
create table core.delivery_attempt (
  notification bigint not null,
  at           timestamptz not null,
  number       int not null,
  state        text not null,
  because      text not null
);
create index delivery_attempt_notification on core.delivery_attempt (notification);

create table core.source_state (
  source     text not null,
  part       text not null,               -- '' for the whole source
  state      text not null,
  why        text not null,
  since      timestamptz not null,
  primary key (source, part)
);

-- How far the reports of a driver host's spool are stored, in the transaction that stores them: what it sends again is
-- known, however long ago it was.
create table core.spool_progress (
  spool      text not null,
  lane       text not null,
  number     bigint not null,
  primary key (spool, lane)
);

-- Parts of texts that people write, until the others have come too.
create table core.incoming_part (
  channel   text not null,
  sender    text not null,
  reference integer not null,
  total     smallint not null,
  number    smallint not null,
  text      text not null,
  came_at   timestamptz not null,
  primary key (channel, sender, reference, total, number)
);

-- Test messages of drills and what they have shown.
create table core.drill_run (
  drill        text not null,
  method       text not null,
  begun_at     timestamptz not null,
  person       text not null,
  channel      text not null,
  address      text not null,
  due_at       timestamptz not null,
  deadline     timestamptz not null,
  notification bigint,                    -- null: nothing could be sent
  outcome      text not null,
  because      text not null,
  ended_at     timestamptz,
  primary key (drill, method, begun_at)
);
create index drill_run_notification on core.drill_run (notification);
create index drill_run_begun on core.drill_run (begun_at);

-- Response procedures as they are gone through: one for each occurrence and procedure, in the version with which it began.
create table core.procedure_run (
  id              text primary key,       -- occurrence-procedure
  alarm           bigint not null,
  occurrence      bigint not null,
  partition       text not null,          -- of its alarm
  procedure       text not null,          -- JSON: the document as it was then
  version         int not null,
  state           text not null,          -- of src/procedures/run.ts
  step            text,                   -- whose turn it is; null once it has ended
  turn            int not null,
  step_at         timestamptz not null,
  due_at          timestamptz,
  overdue_at      timestamptz,
  started_at      timestamptz not null,
  started_by      text not null,
  started_by_name text not null,
  ended_at        timestamptz
);
create index procedure_run_alarm on core.procedure_run (alarm, started_at);
create index procedure_run_running on core.procedure_run (id) where ended_at is null;
create index procedure_run_occurrence on core.procedure_run (occurrence);
create table core.procedure_entry (
  run         text not null references core.procedure_run,
  number      int not null,
  at          timestamptz not null,
  step        text,                       -- null: it is about the whole run
  kind        text not null,
  said        text,
  comment     text,
  attachments text not null,              -- JSON array of {file, name}
  message     bigint,                     -- the notification by which somebody is called
  by_whom     text not null,
  by_name     text not null,
  via         text not null,
  primary key (run, number)
);
-- What whoever takes over the watch must know about an alarm. One at a time; earlier ones are in its history.
create table core.alarm_note (
  alarm      bigint primary key,
  partition  text not null,               -- of its alarm
  note       text not null,
  written_at timestamptz not null,
  written_by text not null,
  by_name    text not null,
  removed_at timestamptz
);

-- Uploaded files, each by its content. They lie here and not in a folder, so that a standby has them after a take-over.
create table core.file (
  id          text primary key,           -- SHA-256 of the content, hex digits
  number      bigint generated always as identity unique,
  upload      text not null unique,
  name        text not null,
  type        text not null,              -- judged by the content
  bytes       bigint not null,
  width       int,                        -- in pixels
  height      int,
  uploaded_at timestamptz not null,
  uploaded_by text not null
);
-- Their content, and that of uploads that are under way.
create table core.file_chunk (
  upload    text not null,
  number    int not null,
  stored_at timestamptz not null,
  data      bytea not null,
  primary key (upload, number)
);
alter table core.file_chunk alter column data set storage external; -- pictures are compressed already
create index file_chunk_first on core.file_chunk (stored_at) where number = 0;
-- Who sees the alarm sees the file.
create table core.file_alarm (
  file  text not null references core.file,
  alarm bigint not null,
  primary key (file, alarm)
);

-- Each time that a core became the active one, and since when nobody had been: what could be observed follows from it.
create table core.active_since (
  token        bigint primary key,        -- of the lease
  at           timestamptz not null,
  silent_since timestamptz                -- null: for the first time
);

-- Reports that were made, and the mails that carry them.
create table core.report_run (
  id       bigint generated always as identity primary key,
  report   text not null,
  due_at   timestamptz,                   -- null: somebody asked for it besides its times
  made_at  timestamptz not null,
  made_by  text not null,
  period_from timestamptz not null,
  period_to   timestamptz not null,
  because  text not null,
  unique (report, due_at)
);
create table core.report_mail (
  notification bigint primary key,
  report       text not null,
  html         text not null,
  attachments  text not null,             -- JSON array of name, type, content and its encoding
  made_at      timestamptz not null
);

-- What the site's retention took out of the history, by the functions below and nobody else. One of a kind at a time is being
-- written; once the trail tells of it, it never changes again.
create table core.history_removal (
  id       bigint generated always as identity primary key,
  kind     text not null,                 -- of src/history/retention.ts
  begun_at timestamptz not null default now(),
  counts   jsonb not null,                -- rows by table
  kept     bigint not null,               -- rows of those times that were put back: their alarms have not ended
  first_id bigint,                        -- of events, or of transitions
  last_id  bigint,
  oldest   timestamptz not null,          -- of what went
  newest   timestamptz not null,
  told_at  timestamptz                    -- when the audit trail told of it
);
create unique index history_removal_untold on core.history_removal (kind) where told_at is null;
-- When it was last looked after; so a night that was missed is known.
create table core.history_look (
  only_one boolean primary key default true check (only_one),
  at       timestamptz not null
);

-- Addresses that their owners have confirmed.
create table core.verification (
  person      text not null,
  channel     text not null,
  address     text not null,
  code_hash   bytea,
  expires_at  timestamptz,
  attempts    int not null default 0,
  verified_at timestamptz,
  verified_by text,
  primary key (person, channel, address)
);

-- Where people have switched push on by themselves, and the key that signs push messages for this server (VAPID).
create table core.push_device (
  id             text primary key,
  person         text not null,
  operator       text not null,
  name           text not null,
  fingerprint    text not null,           -- SHA-256 of the endpoint, base64url
  sealed         text,                    -- where and how it is reached; null once it is lost or has ended
  created_at     timestamptz not null,
  failed_at      timestamptz,             -- since when messages don't arrive
  failed_because text,
  lost_at        timestamptz,             -- the push service says that the device has gone
  lost_because   text,
  ended_at       timestamptz              -- switched off
);
create table core.push_key (
  id         text primary key,
  sealed     text not null,
  created_at timestamptz not null
);

create table core.operator (
  id            text primary key,
  name          text not null,
  person        text,
  password_hash text not null,
  roles         text not null,            -- JSON array of role, partitions (empty: all), since, by
  disabled_at   timestamptz,
  created_at    timestamptz not null,
  enabled_at    timestamptz,              -- when the right to sign in was last given back
  signed_in_at  timestamptz
);
-- Roles of the site's own; the shipped ones are in the program.
create table core.role (
  id         text primary key,
  name       text not null,
  grants     text not null,               -- JSON array of right and condition
  denials    text not null,               -- JSON array of rights
  changed_at timestamptz not null,
  retired_at timestamptz
);
-- Under what passwords are hashed: 32 random bytes each, sealed.
create table core.pepper (
  id         text primary key,
  sealed     text not null,
  created_at timestamptz not null
);
-- The present and former passwords of an operator, as hashes: a former one is not taken again.
create table core.password (
  operator text not null references core.operator on delete cascade,
  set_at   timestamptz not null,
  hash     text not null,
  imported boolean not null default false,  -- from another product, and nobody has signed in with it since
  primary key (operator, set_at)
);
-- Every certificate that the site's authority has signed for a process; never changed.
create table core.issued_certificate (
  serial      text primary key,              -- hex digits
  uri         text not null,                 -- tocsin://site/role/node/instance
  root        text not null,                 -- SHA-256 of the root that vouches for it
  certificate text not null,                 -- PEM
  key_hash    text not null,                 -- SHA-256 of the SubjectPublicKeyInfo, hex digits
  thumbprint  text not null,                 -- SHA-256 of the certificate
  not_before  timestamptz not null,
  not_after   timestamptz not null,
  issued_at   timestamptz not null
);
create index issued_certificate_of on core.issued_certificate (uri, issued_at desc);
-- How each process came into the site: its last ceremony. The one beside the authority has none.
create table core.joined_process (
  uri        text primary key,
  how        text not null check (how in ('pair', 'token')),
  by_whom    text not null,                  -- who typed the words, or made the token
  address    text not null,
  transcript text not null,                  -- SHA-256 of the ceremony, as both sides have noted it
  joined_at  timestamptz not null
);
-- Who is refused: every version that the site's authority has signed; never changed.
create table core.deny_list (
  version bigint primary key,
  signed  text not null,                     -- JSON with list, signature and authority
  at      timestamptz not null
);
-- Drills of the hand-over between two cores, and how far the last one is. Kept: there are a few in a year.
create table core.failover_drill (
  drill         uuid primary key,
  begun_at      timestamptz not null,
  by_whom       text not null,
  reason        text not null,
  stays         boolean not null,            -- with the other core; otherwise the site comes back
  from_node     uuid not null,               -- as failover.json names it
  from_address  text not null,
  to_address    text,
  there_at      timestamptz,                 -- the other core had taken over
  back_begun_at timestamptz,
  ended_at      timestamptz,
  outcome       text check (outcome in ('passed', 'failed')),
  because       text not null default '',
  reports       int                          -- that were taken from its beginning to its end
);
-- From where operators have signed in: a new place is told.
create table core.known_place (
  operator text not null,
  place    text not null,
  first_at timestamptz not null,
  primary key (operator, place)
);
create table core.session (
  token_hash bytea primary key,
  id         text not null unique,         -- for the list of sessions; opens nothing
  operator   text not null references core.operator on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  seen_at    timestamptz not null,
  client     text not null,
  address    text not null,
  workstation text,                       -- id of the client machine
  active_at  timestamptz not null,        -- last action of the operator, to the minute
  locked_at  timestamptz,
  proven_at  timestamptz not null         -- the last whole proof of who it is: sign-in or step-up
);
-- Browsers that are bound to a workstation, and the codes with which they are bound.
create table core.workstation_browser (
  token_hash  bytea primary key,
  workstation text not null,
  bound_at    timestamptz not null,
  bound_by    text not null
);
create table core.workstation_code (
  code_hash   bytea primary key,
  workstation text not null,
  created_by  text not null,
  expires_at  timestamptz not null
);
-- The watch over places that must be manned, given by one operator to another.
create table core.hand_over (
  id          text primary key,
  giver       text not null references core.operator,
  taker       text not null references core.operator,
  session     text not null,              -- public id of the giver's; it may have ended
  places      text not null,              -- JSON array of {kind, id, name}
  note        text not null,
  offered_at  timestamptz not null,
  state       text not null,              -- of src/operators/hand-over.ts
  answered_at timestamptz
);
-- Spans of duty that one person offers another. Persons are documents of the site, which may go.
create table core.duty_swap (
  id          text primary key,
  schedule    text not null,
  giver       text not null,
  taker       text not null,
  starts_at   timestamptz not null,
  ends_at     timestamptz not null,
  note        text not null,
  offered_at  timestamptz not null,
  expires_at  timestamptz not null,
  state       text not null,              -- of src/duty/swap.ts
  answered_at timestamptz
);
-- Secrets in the addresses of calendars: whoever has one reads duty as that operator may.
create table core.calendar_address (
  key_hash   bytea primary key,
  operator   text not null references core.operator,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create table core.api_token (
  id         text primary key,
  token_hash bytea not null unique,
  name       text not null,
  scopes     text not null,               -- JSON array
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at    timestamptz,
  revoked_at timestamptz
);
-- Second factors. The app's secret is sealed; of recovery codes only hashes are kept.
create table core.authenticator (
  operator   text primary key references core.operator on delete cascade,
  secret     text not null,               -- sealed
  last_step  bigint not null,             -- RFC 6238: no code of this or an earlier step counts again
  created_at timestamptz not null,
  used_at    timestamptz
);
create table core.passkey (
  id         text primary key,            -- credential id, base64url
  operator   text not null references core.operator on delete cascade,
  name       text not null,
  public_key bytea not null,              -- COSE
  counter    bigint not null,
  transports text not null,               -- JSON array
  created_at timestamptz not null,
  used_at    timestamptz
);
create table core.recovery_code (
  code_hash  bytea primary key,
  operator   text not null references core.operator on delete cascade,
  created_at timestamptz not null,
  used_at    timestamptz
);
-- Operators who come from a directory have no password here (password_hash is empty). The link is made once.
create table core.directory_account (
  operator         text primary key references core.operator,
  directory        text not null,
  external_id      text not null,           -- objectGUID, entryUUID, sub
  disabled_because text,                    -- as the directory says; null: not by it
  unique (directory, external_id)
);
create table core.enrolment (
  code_hash  bytea primary key,
  operator   text,                        -- whose first second factor it lets set up; null: makes an administrator
  session    text,                        -- public id of the one in which it was used, until that factor is set up
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);

-- Who has set the way into somebody else's account, and could be both of two people.
create table core.account_maker (
  operator text not null,
  maker    text not null,
  at       timestamptz not null,
  primary key (operator, maker)
);
-- Four eyes. What was asked for is never rewritten; its states are rows of their own. Only the sealed order is wiped once
-- nobody can carry it out any more.
create table core.approval_request (
  id         text primary key,
  asked      text not null,               -- JSON of src/operators/approval-request.ts, as it was hashed
  hash       bytea not null,              -- SHA-256
  order_sealed text,
  asked_at   timestamptz not null,
  expires_at timestamptz
);
create table core.approval_step (
  request    text not null references core.approval_request,
  step       int not null,                -- of two who decide at once, one is refused by this key
  state      text not null,               -- of approval-request.ts, or 'overdue'
  at         timestamptz not null,
  actor      text not null,
  comment    text not null,
  primary key (request, step)
);
-- A role for a limited time, with the end that was approved.
create table core.elevation (
  id          text primary key,
  operator    text not null references core.operator,
  role        text not null,
  partitions  text not null,              -- JSON array; empty: those of the operator
  reason      text not null,
  approved_by text not null,
  began_at    timestamptz not null,
  ends_at     timestamptz not null,
  ended_at    timestamptz,
  ended_by    text
);
-- Sealed credentials of accounts for emergencies; each is good for one use.
create table core.break_glass (
  operator        text primary key references core.operator,
  credential_hash bytea not null,
  made_at         timestamptz not null,
  used_at         timestamptz,
  tested_at       timestamptz,              -- what lies in the envelope was right then
  reported_old_at timestamptz
);

-- The site: documents of the kinds in src/site/site.ts, and every version that ever was (callouts refer to them).
create table config.item (
  kind       text not null,
  id         text not null,
  version    int not null,
  body       jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (kind, id)
);
create table config.item_version (
  kind       text not null,
  id         text not null,
  version    int not null,
  body       jsonb,                       -- null: deleted
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (kind, id, version)
);

create table audit.entry (
  seq       bigint not null,
  at        timestamptz not null,
  actor     text not null,
  via       text not null,
  action    text not null,
  object    text not null,
  partition text not null,
  sentence  text not null,
  details   text not null,                -- JSON, as it was hashed
  hash      bytea not null
) partition by range (at);
create index entry_seq on audit.entry (seq);
create index entry_object on audit.entry (object, seq);

create function audit.no_change() returns trigger language plpgsql as
  $$ begin raise exception 'audit.% is append-only', tg_table_name; end $$;
create trigger no_change before update or delete on audit.entry for each row execute function audit.no_change();
create trigger no_truncate before truncate on audit.entry for each statement execute function audit.no_change();

-- The tree over the entries (RFC 6962): the key that signs, signed checkpoints, and the inner nodes of every eighth level,
-- from which proofs are made without reading the whole trail.
create table audit.signing_key (
  name       text primary key,            -- origin of the checkpoints, and the name in their signatures
  public_key bytea not null,              -- Ed25519, 32 bytes
  sealed     text not null,               -- the private key (PKCS #8), sealed
  created_at timestamptz not null
);
create table audit.checkpoint (
  size     bigint primary key,            -- how many entries it covers
  at       timestamptz not null,
  note     text not null,                 -- the signed note (C2SP)
  root     bytea not null,
  head     bytea not null,                -- hash of the last entry in the chain
  frontier bytea not null                 -- roots of the perfect subtrees, the largest first
);
create table audit.tile (
  level int not null,                     -- 8, 16, 24: the node stands above 2^level entries
  index bigint not null,
  hash  bytea not null,
  primary key (level, index)
);
do $$
declare name text;
begin
  foreach name in array array['checkpoint', 'tile'] loop
    execute format('create trigger no_change before update or delete on audit.%s for each row execute function audit.no_change()', name);
    execute format('create trigger no_truncate before truncate on audit.%s for each statement execute function audit.no_change()', name);
  end loop;
end $$;
-- Only the seal of the private key is made anew, when the root key is.
create trigger no_change before update of name, public_key, created_at or delete on audit.signing_key
  for each row execute function audit.no_change();
create trigger no_truncate before truncate on audit.signing_key for each statement execute function audit.no_change();

-- Who wants entries kept beyond their time: a legal hold. Nothing of these times is removed until it is lifted.
create table audit.hold (
  id         text primary key,
  reason     text not null,
  since      timestamptz,                 -- null: from the beginning
  until      timestamptz,                 -- null: without end
  placed_at  timestamptz not null,
  placed_by  text not null,
  lifted_at  timestamptz,
  lifted_by  text,
  lifted_for text                         -- why
);
-- What retention took out of the trail: entries `first` to `last`, which are in the archive file. Their place in chain and
-- tree stays, so that what follows can be verified and proofs lead across the gap.
create table audit.removal (
  last         bigint primary key,
  first        bigint not null,
  removed_at   timestamptz not null default now(),
  head         bytea not null,            -- hash of entry `last` in the chain
  frontier     bytea not null,            -- roots of the perfect subtrees over entries 1 to `last`
  archive      text not null,             -- the file
  archive_hash bytea not null             -- SHA-256
);
-- Leaves of removed entries, 32 bytes each, at most 256 a row; a row never crosses a multiple of 256.
create table audit.removed_leaf (
  first  bigint primary key,              -- number of its first entry
  hashes bytea not null
);
do $$
declare name text;
begin
  foreach name in array array['removal', 'removed_leaf'] loop
    execute format('create trigger no_change before update or delete on audit.%s for each row execute function audit.no_change()', name);
    execute format('create trigger no_truncate before truncate on audit.%s for each statement execute function audit.no_change()', name);
  end loop;
end $$;
-- Of a hold only the lifting is written later, once.
create function audit.lifted_once() returns trigger language plpgsql as $$
begin
  if old.lifted_at is not null then raise exception 'the hold % was lifted before', old.id using errcode = '23514'; end if;
  return new;
end $$;
create trigger lifted_once before update on audit.hold for each row execute function audit.lifted_once();
create trigger no_change before update of id, reason, since, until, placed_at, placed_by or delete on audit.hold
  for each row execute function audit.no_change();
create trigger no_truncate before truncate on audit.hold for each statement execute function audit.no_change();

-- The parts of the trail that hold something: a month each, and one for times outside all months.
create function audit.parts() returns table (part text, begins timestamptz, ends timestamptz, first bigint, last bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare month timestamp;
begin
  lock table audit.entry in access share mode; -- no part goes meanwhile
  for part in select inhrelid::regclass::text from pg_inherits where inhparent = 'audit.entry'::regclass loop
    execute format('select min(seq), max(seq) from %s', part) into first, last;
    continue when first is null;
    if part = 'audit.entry_default' then
      select min(at), max(at) into begins, ends from audit.entry_default;
    else
      month := to_timestamp(right(part, 6), 'YYYYMM')::timestamp;
      begins := (month::text || '+00')::timestamptz;
      ends := ((month + interval '1 month')::text || '+00')::timestamptz;
    end if;
    return next;
  end loop;
end $$;

-- Removes the oldest entries up to a number, whole parts only. The running server may call it; it refuses, whoever asks,
-- what is younger than a year by the database's own clock, not covered by a checkpoint, held, not the oldest, or without
-- the leaves that stand for it. What it waits for it gives up at once: everything that is written would wait with it.
create function audit.remove_oldest(up_to bigint, frontier bytea, archive text, archive_hash bytea) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '300ms' as $$
declare
  since  bigint;
  one    record;
  leaves bigint;
  head   bytea;
begin
  begin
    lock table audit.entry in access exclusive mode;
    lock table audit.hold, audit.removal in share row exclusive mode;
  exception when lock_not_available then
    raise exception 'the audit trail is being read just now' using errcode = '23000';
  end;
  select coalesce(max(r.last), 0) + 1 into since from audit.removal r;
  if not exists (select from audit.parts() p where p.first = since) or not exists (select from audit.parts() p where p.last = up_to) then
    raise exception 'entries % to % are not the oldest parts of the audit trail', since, up_to using errcode = '23514';
  end if;
  if not exists (select from audit.checkpoint c where c.size >= up_to) then
    raise exception 'no checkpoint covers entry %', up_to using errcode = '23514';
  end if;
  select coalesce(sum(octet_length(l.hashes)), 0) / 32 into leaves from audit.removed_leaf l where l.first >= since and l.first <= up_to;
  if leaves <> up_to - since + 1 then
    raise exception 'of entries % to % only % leaves are kept', since, up_to, leaves using errcode = '23514';
  end if;
  select e.hash into head from audit.entry e where e.seq = up_to;
  for one in select * from audit.parts() p where p.first <= up_to loop
    if one.last > up_to then
      raise exception 'entry % lies in the same part as entry %', one.last, up_to using errcode = '23514';
    end if;
    if one.ends > now() - interval '365 days' then
      raise exception '% is younger than a year', one.part using errcode = '23514';
    end if;
    if exists (select from audit.hold h where h.lifted_at is null
                and (h.since is null or h.since <= one.ends) and (h.until is null or h.until >= one.begins)) then
      raise exception '% is under a legal hold', one.part using errcode = '23514';
    end if;
    execute format('drop table %s', one.part);
    if one.part = 'audit.entry_default' then
      create table audit.entry_default partition of audit.entry default;
    end if;
  end loop;
  insert into audit.removal (last, first, head, frontier, archive, archive_hash)
  values (up_to, since, head, frontier, archive, archive_hash);
end $$;

-- A story is open while its alarm stands, is put aside, or has a callout or a procedure that has not ended: it stays whole.
create function core.open_stories() returns table (alarm bigint, occurrence bigint)
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.id, a.occurrence from core.alarm a
   where a.active or a.state <> 'normal' or a.shelf is not null or a.out_of_service is not null
  union
  select c.alarm, c.occurrence from core.callout c where c.ended_at is null
  union
  select r.alarm, r.occurrence from core.procedure_run r where r.ended_at is null
$$;
-- Whether a legal hold keeps what was then.
create function core.held(begins timestamptz, ends timestamptz) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from audit.hold h where h.lifted_at is null
                  and (h.since is null or h.since <= ends) and (h.until is null or h.until >= begins))
$$;
-- Nothing younger than 90 days goes. A day less is asked for, since the core's clock and this one differ.
create function core.demand_age(ends timestamptz) returns void
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if ends is null or ends > now() - interval '89 days' then
    raise exception 'history up to % is younger than 90 days', ends using errcode = '23514';
  end if;
end $$;
-- Adds to what is told of at the end.
create function core.note_removal(of_kind text, counted jsonb, put_back bigint, first bigint, last bigint, since timestamptz, until timestamptz)
  returns void language sql set search_path = pg_catalog, pg_temp as $$
  insert into core.history_removal as r (kind, counts, kept, first_id, last_id, oldest, newest)
  values (of_kind, counted, put_back, first, last, since, until)
  on conflict (kind) where told_at is null do update set
    counts = (select jsonb_object_agg(key, n) from (
      select key, sum(value::bigint) as n
        from (select * from jsonb_each_text(r.counts) union all select * from jsonb_each_text(excluded.counts)) as both_of_them
       group by key) as summed),
    kept = r.kept + excluded.kept,
    first_id = least(r.first_id, excluded.first_id), last_id = greatest(r.last_id, excluded.last_id),
    oldest = least(r.oldest, excluded.oldest), newest = greatest(r.newest, excluded.newest)
$$;

-- Removes a month of events or transitions. The running server may call it; it refuses, whoever asks, what is younger than 90
-- days by the database's own clock or under a legal hold, and puts back what belongs to a story that is open. What it waits
-- for it gives up at once: everything that is written would wait with it. Answers how many rows went.
create function core.remove_month(part text) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' set lock_timeout = '300ms' as $$
declare
  whole  text;
  stamp  text;
  begins timestamptz;
  ends   timestamptz;
  facts  record;
  stayed bigint;
  kept   bigint[];
  blocks bigint[] := '{}';                -- of which something stays, and
  gone   bigint[] := '{}';                -- how many of their events go
begin
  select i.inhparent::regclass::text into whole from pg_inherits i
   where i.inhrelid = to_regclass(part) and i.inhparent in ('core.event'::regclass, 'core.transition'::regclass)
     and part = i.inhrelid::regclass::text and part ~ '_[0-9]{6}$';
  if whole is null then raise exception '% is no month of the history', part using errcode = '23514'; end if;
  stamp := case whole when 'core.event' then 'received_at' else 'at' end;
  begins := to_timestamp(right(part, 6), 'YYYYMM');
  ends := begins + interval '1 month';
  perform core.demand_age(ends);
  -- Read before anything is locked: a month that is over never changes.
  execute format('select count(*) as n, min(id) as first, max(id) as last, min(%I) as oldest, max(%I) as newest from %s', stamp, stamp, part) into facts;
  if whole = 'core.event' then
    select array_agg(distinct t.event) into kept from core.transition t join core.open_stories() o on o.alarm = t.alarm and o.occurrence = t.occurrence
     where t.event between facts.first and facts.last;
    execute format('select array_agg(b), array_agg(n) from (select b, (select count(*) from %s where id >= b * 1024 and id < (b + 1) * 1024 and id <> all ($1)) as n
      from (select distinct k / 1024 as b from unnest($1 || $2) k) as of_kept) as counted', part)
      into blocks, gone using coalesce(kept, '{}'), array[facts.first, facts.last];
  else
    execute format('select array_agg(t.id) from %s t join core.open_stories() o on o.alarm = t.alarm and o.occurrence = t.occurrence', part) into kept;
  end if;
  begin
    execute format('lock table only %s, %s, %s_default in access exclusive mode', whole, part, whole);
    lock table audit.hold, core.history_removal in share row exclusive mode;
  exception when lock_not_available then
    raise exception 'the history is being read just now' using errcode = '55P03';
  end;
  if core.held(begins, ends) then raise exception '% is under a legal hold', part using errcode = '23514'; end if;
  execute format('alter table %s detach partition %s', whole, part);
  execute format('insert into %s select * from %s where id = any ($1)', whole, part) using kept;
  get diagnostics stayed = row_count;
  execute format('drop table %s', part);
  update core.event_block b set events = b.events - g.n from unnest(blocks, gone) as g (block, n) where b.block = g.block;
  if facts.n > stayed then
    perform core.note_removal(case whole when 'core.event' then 'events' else 'alarms' end,
      jsonb_build_object(case whole when 'core.event' then 'event' else 'transition' end, facts.n - stayed),
      stayed, facts.first, facts.last, facts.oldest, facts.newest);
  end if;
  return facts.n - stayed;
end $$;

-- Removes up to `most` rows of a kind that are older than `before`, where no whole month can go; refuses and keeps as above.
-- Besides, the last proof of each drill and the last report of each kind stay, for they say when the next one is due. Answers
-- how many rows went; 0: there are no more.
create function core.remove_rows(kind text, before timestamptz, most int) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = 'force_custom_plan' set lock_timeout = '300ms' as $$
declare
  counts jsonb;
  alarms bigint[];                        -- of the stories that are open, and
  told   bigint[];                        -- their occurrences
  ids    bigint[];
  runs   text[];
  files  text[];
  since  timestamptz;
  until  timestamptz;
  first  bigint;
  last   bigint;
  blocks bigint := 0;
  total  bigint;
  went   bigint[];
begin
  perform core.demand_age(before);
  if most is null or most not between 1 and 10000 then
    raise exception 'between 1 and 10000 rows are removed at a time' using errcode = '23514';
  end if;
  begin
    lock table audit.hold, core.history_removal in share row exclusive mode;
  exception when lock_not_available then
    raise exception 'the history is being read just now' using errcode = '55P03';
  end;
  select coalesce(array_agg(o.occurrence), '{}'), coalesce(array_agg(o.alarm), '{}') into told, alarms from core.open_stories() o;
  case kind
  when 'events' then
    with gone as (delete from core.event_default where ctid in (
        select e.ctid from core.event_default e where e.received_at < before and not core.held(e.received_at, e.received_at)
           and not exists (select from core.transition t where t.event = e.id and t.alarm = any (alarms) and t.occurrence = any (told))
         limit most) returning id, received_at)
      select array_agg(id), jsonb_build_object('event', count(*)), min(id), max(id), min(received_at), max(received_at)
        into went, counts, first, last, since, until from gone;
    update core.event_block b set events = b.events - g.n
      from (select w / 1024 as block, count(*) as n from unnest(went) w group by 1) g where b.block = g.block;
    -- What describes events that are gone finds nothing.
    with gone as (delete from core.event_block where block in (
        select b.block from core.event_block b where b.last_at < before
           and not exists (select from core.event e where e.id >= b.block * 1024 and e.id < (b.block + 1) * 1024)
         limit most) returning 1)
      select count(*) into blocks from gone;
  when 'alarms' then
    with moved as (delete from core.transition_default where ctid in (
        select t.ctid from core.transition_default t where t.at < before and not core.held(t.at, t.at) 
           and not (t.alarm = any (alarms) and t.occurrence = any (told))
         limit most) returning id, at)
      select jsonb_build_object('transition', count(*)), min(id), max(id), min(at), max(at) into counts, first, last, since, until from moved;
    with gone as (delete from core.callout where id in (
        select c.id from core.callout c where c.ended_at < before and not core.held(c.started_at, c.ended_at) and c.occurrence <> all (told)
         limit most) returning started_at, ended_at)
      select counts || jsonb_build_object('callout', count(*)), least(since, min(started_at)), greatest(until, max(ended_at))
        into counts, since, until from gone;
    select array_agg(r.id) into runs from (
      select p.id from core.procedure_run p where p.ended_at < before and not core.held(p.started_at, p.ended_at) and p.occurrence <> all (told)
       limit most) r;
    delete from core.procedure_entry where run = any (runs);
    with gone as (delete from core.procedure_run where id = any (runs) returning started_at, ended_at)
      select counts || jsonb_build_object('procedure_run', count(*)), least(since, min(started_at)), greatest(until, max(ended_at))
        into counts, since, until from gone;
    with gone as (delete from core.alarm_note where alarm in (
        select n.alarm from core.alarm_note n where n.removed_at < before and not core.held(n.written_at, n.removed_at) and n.alarm <> all (alarms)
         limit most) returning written_at, removed_at)
      select counts || jsonb_build_object('alarm_note', count(*)), least(since, min(written_at)), greatest(until, max(removed_at))
        into counts, since, until from gone;
    -- Files of alarms that no document, no procedure that is kept and no open story shows.
    select array_agg(f.id) into files from (
      select g.id from core.file g where g.uploaded_at < before and not core.held(g.uploaded_at, g.uploaded_at)
         and exists (select from core.file_alarm l where l.file = g.id)
         and not exists (select from core.file_alarm l where l.file = g.id and l.alarm = any (alarms))
         and not exists (select from core.procedure_entry e where position(g.id in e.attachments) > 0)
         and not exists (select from config.item i where position(g.id in i.body::text) > 0)
       limit least(most, 10)) f;
    delete from core.file_alarm where file = any (files);
    delete from core.file_chunk where upload in (select f.upload from core.file f where f.id = any (files));
    with gone as (delete from core.file where id = any (files) returning uploaded_at)
      select counts || jsonb_build_object('file', count(*)), least(since, min(uploaded_at)), greatest(until, max(uploaded_at))
        into counts, since, until from gone;
  when 'messages' then
    with gone as (delete from core.notification where id in (
        select n.id from core.notification n where n.created_at < before and n.due_at is null and not core.held(n.created_at, n.created_at)
           and not (n.alarm = any (alarms) and n.occurrence = any (told))
           and not exists (select from core.drill_run d where d.notification = n.id and d.outcome = 'pending')
         limit most) returning id, created_at)
      select array_agg(id), jsonb_build_object('notification', count(*)), min(created_at), max(created_at) into ids, counts, since, until from gone;
    with gone as (delete from core.delivery_attempt where notification = any (ids) returning 1)
      select counts || jsonb_build_object('delivery_attempt', count(*)) into counts from gone;
    delete from core.report_mail where notification = any (ids);
    with gone as (delete from core.incoming_part where ctid in (
        select i.ctid from core.incoming_part i where i.came_at < before and not core.held(i.came_at, i.came_at)
         limit most) returning came_at)
      select counts || jsonb_build_object('incoming_part', count(*)), least(since, min(came_at)), greatest(until, max(came_at))
        into counts, since, until from gone;
  when 'drills' then
    with gone as (delete from core.drill_run where ctid in (
        select d.ctid from core.drill_run d where d.begun_at < before and d.outcome <> 'pending' and not core.held(d.begun_at, d.begun_at)
           and exists (select from core.drill_run n where n.drill = d.drill and n.method = d.method and n.begun_at > d.begun_at)
         limit most) returning begun_at)
      select jsonb_build_object('drill_run', count(*)), min(begun_at), max(begun_at) into counts, since, until from gone;
  when 'duty' then
    with gone as (delete from core.hand_over where id in (
        select h.id from core.hand_over h where h.offered_at < before and h.state <> 'offered' and not core.held(h.offered_at, h.offered_at)
         limit most) returning offered_at)
      select jsonb_build_object('hand_over', count(*)), min(offered_at), max(offered_at) into counts, since, until from gone;
    with gone as (delete from core.duty_swap where id in (
        select w.id from core.duty_swap w where w.ends_at < before and w.offered_at < before and w.state <> 'offered'
           and not core.held(w.offered_at, w.offered_at)
         limit most) returning offered_at)
      select counts || jsonb_build_object('duty_swap', count(*)), least(since, min(offered_at)), greatest(until, max(offered_at))
        into counts, since, until from gone;
    with gone as (delete from core.report_run where id in (
        select r.id from core.report_run r where r.made_at < before and not core.held(r.made_at, r.made_at)
           and (r.due_at is null or exists (select from core.report_run n where n.report = r.report and n.due_at > r.due_at))
         limit most) returning made_at)
      select counts || jsonb_build_object('report_run', count(*)), least(since, min(made_at)), greatest(until, max(made_at))
        into counts, since, until from gone;
  else
    raise exception 'there is no kind % of history', kind using errcode = '23514';
  end case;
  select sum(value::bigint) into total from jsonb_each_text(counts);
  if total > 0 then perform core.note_removal(kind, counts, 0, first, last, since, until); end if;
  return total + blocks;
end $$;

-- Makes the partitions of this month and the next two. The running server may call it and nothing else of the kind.
create function core.make_partitions() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  parent text;
  month  timestamp;
  part   text;
begin
  foreach parent in array array['core.event', 'core.transition', 'audit.entry'] loop
    for i in 0..2 loop
      month := date_trunc('month', now() at time zone 'UTC') + make_interval(months => i);
      part := parent || '_' || to_char(month, 'YYYYMM');
      if to_regclass(part) is null then
        execute format('create table %s partition of %s for values from (%L) to (%L)', part, parent,
                       month::text || '+00', (month + interval '1 month')::text || '+00');
      end if;
    end loop;
  end loop;
end $$;
create table core.event_default partition of core.event default;
create table core.transition_default partition of core.transition default;
create table audit.entry_default partition of audit.entry default;
select core.make_partitions();

grant usage on schema core, config, audit to tocsin_app;
grant select, insert, update on all tables in schema core to tocsin_app;
revoke update on core.event, core.transition, core.event_block, core.procedure_entry from tocsin_app;
revoke update on core.issued_certificate, core.deny_list from tocsin_app;
revoke update on core.approval_request, core.approval_step from tocsin_app;
grant update (order_sealed) on core.approval_request to tocsin_app;
grant delete on core.session, core.password, core.workstation_browser, core.workstation_code, core.verification, core.condition_memory, core.enrolment, core.source_state, core.incoming_part to tocsin_app;
grant delete on core.file, core.file_chunk to tocsin_app;
grant delete on core.authenticator, core.passkey, core.recovery_code to tocsin_app;
grant select, insert, update, delete on config.item to tocsin_app;
grant select, insert, update (body) on config.item_version to tocsin_app; -- update: to seal secrets anew
grant select, insert on audit.entry, audit.signing_key, audit.checkpoint, audit.tile to tocsin_app;
grant update (sealed) on audit.signing_key to tocsin_app;
grant select, insert on audit.hold, audit.removed_leaf to tocsin_app;
grant update (lifted_at, lifted_by, lifted_for) on audit.hold to tocsin_app;
grant select on audit.removal to tocsin_app;
revoke all on function audit.parts(), audit.remove_oldest(bigint, bytea, text, bytea) from public;
grant execute on function audit.parts(), audit.remove_oldest(bigint, bytea, text, bytea) to tocsin_app;
revoke insert, update on core.history_removal from tocsin_app;
grant update (told_at) on core.history_removal to tocsin_app;
revoke all on function core.open_stories(), core.held(timestamptz, timestamptz), core.demand_age(timestamptz), core.note_removal(text, jsonb, bigint, bigint, bigint, timestamptz, timestamptz), core.remove_month(text), core.remove_rows(text, timestamptz, int) from public;
grant execute on function core.open_stories(), core.remove_month(text), core.remove_rows(text, timestamptz, int) to tocsin_app;
revoke all on function core.make_partitions() from public;
grant execute on function core.make_partitions() to tocsin_app;
grant usage on schema core, config to tocsin_reader;
grant select on all tables in schema core, config to tocsin_reader;
revoke select on core.operator, core.pepper, core.password, core.account_maker, core.approval_request, core.approval_step, core.elevation, core.break_glass, core.session, core.workstation_browser, core.workstation_code, core.api_token, core.enrolment, core.verification from tocsin_reader;
revoke select on core.directory_account, core.file_chunk, core.calendar_address from tocsin_reader;
revoke select on core.authenticator, core.passkey, core.recovery_code from tocsin_reader;
grant usage on schema audit to tocsin_reader;
grant select on audit.entry, audit.checkpoint, audit.tile, audit.hold, audit.removal, audit.removed_leaf to tocsin_reader;
grant select (name, public_key, created_at) on audit.signing_key to tocsin_reader;

-- What people ask for is read with this role, and with no more than that takes.
grant usage on schema core, audit to tocsin_fenced;
grant select on core.file, core.file_chunk, core.file_alarm to tocsin_fenced; -- the API knows which documents show them
grant select on core.alarm, core.callout, core.transition, core.notification, core.event, core.delivery_attempt, core.procedure_run, core.procedure_entry, core.alarm_note, audit.entry to tocsin_fenced;

-- The second fence behind the rights that the API checks: a connection sees the rows of the partitions that its setting
-- `tocsin.partitions` names, separated by commas, or all with '*'. Unset or empty means none at all. It is read once per
-- statement. Writing is the journal's alone, which the lease fences.
do $$
declare
  everything constant text := '(select current_setting(''tocsin.partitions'', true)) = ''*''';
  named constant text := '(select string_to_array(current_setting(''tocsin.partitions'', true), '',''))::text[]';
  one text;
begin
  foreach one in array array['core.alarm', 'core.callout', 'core.event', 'core.procedure_run', 'core.alarm_note', 'audit.entry'] loop
    execute format('create policy seen on %s for select using (%s or partition = any (%s))', one, everything, named);
  end loop;
  foreach one in array array['core.transition', 'core.notification'] loop
    execute format('create policy seen on %s for select using (%s or exists (select from core.alarm a where a.id = alarm))',
                   one, everything);
  end loop;
  execute format('create policy seen on core.procedure_entry for select using (%s or exists (select from core.procedure_run r where r.id = run))', everything);
  foreach one in array array['core.alarm', 'core.callout', 'core.notification', 'core.procedure_run', 'core.alarm_note'] loop
    execute format('create policy changed on %s for update to tocsin_app using (true) with check (true)', one);
  end loop;
  foreach one in array array['core.alarm', 'core.callout', 'core.notification', 'core.event', 'core.transition', 'core.procedure_run', 'core.procedure_entry', 'core.alarm_note', 'audit.entry'] loop
    execute format('create policy added on %s for insert to tocsin_app with check (true)', one);
    execute format('alter table %s enable row level security', one);
  end loop;
  -- The policies stand on the whole table: its parts are reached through it, and not by themselves.
  for one in select inhrelid::regclass::text from pg_inherits join pg_class on oid = inhrelid where relkind = 'r' loop
    execute format('revoke all on table %s from tocsin_app, tocsin_fenced, tocsin_reader', one);
  end loop;
end $$;
