-- Keys of contacts and clinics, wrapped by ENCRYPTION_KEY: whoever copies the database has ciphertext only.

create table contact_key (
  clinic text not null,
  contact uuid not null,
  -- Null once destroyed. The row stays, so that no late webhook makes a new key for an erased person.
  wrapped bytea,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz,
  primary key (clinic, contact)
);
call protect_table('contact_key');

create table clinic_key (
  clinic text not null,
  purpose text not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  primary key (clinic, purpose)
);
call protect_table('clinic_key');

-- Where a long stream stood, so that a command reads its end only. Derivable: losing this table costs time and nothing else.
create table stream_snapshot (
  clinic text not null,
  stream text not null,
  fold text not null,
  version integer not null,
  revision bigint not null,
  subject uuid,
  -- Encrypted under the subject's key, so that destroying the key takes the snapshot with it.
  state bytea not null,
  primary key (clinic, stream)
);
call protect_table('stream_snapshot');
