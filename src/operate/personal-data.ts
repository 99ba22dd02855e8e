// Where a person's names, memos and identities are stored, and what remains of each row after
// erasure. Entries, amounts, hashes and times stay: the books must still add up.

/** Statements for the account `:account`, in this order; its own names are erased by the ledger. */
export const OF_ACCOUNT: readonly string[] = [
  `delete from former_secret where key in (select id from api_key where account = :account)`,
  `delete from session where account = :account
     or key in (select id from api_key where account = :account)`,
  `delete from session_limit where account = :account`,
  `update api_key set name = '(erased)', ip_allow = null,
     revoked_at = coalesce(revoked_at, now()) where account = :account`,
  `update payment set description = null, comment = null, reply_message = null,
     success_action = null, metadata = null where account = :account`,
  `update deposit set memo = null, metadata = null where account = :account`,
  `update transfer set memo = null where :account in (from_account, to_account)`,
  `update transfer set metadata = null where from_account = :account`,
  `update transfer set to_identity = null where to_account = :account`,
  `update purchase set input = '{}', output = case when output is null then null else '{}'::jsonb end,
     reference = null, delivery_reason = null, delivery_note = null, metadata = null where account = :account`,
  `update quote set input = '{}', reference = null, note = null where account = :account`,
  `delete from webhook where account = :account`,
  `delete from event where account = :account`,
  `delete from outbox where account = :account`,
  `delete from telegram_shown where account = :account`,
  `update telegram_round set name = '', memo = '' where account = :account`,
  `update telegram_tip set tipper = '' where transfer in
     (select id from transfer where from_account = :account)`,
  `delete from link where :account in (own, account)`,
  `delete from identity where account = :account`
]

/** Statements for the person with the Telegram id `:person`. */
export const OF_PERSON: readonly string[] = [
  `delete from session where external_id = :person`,
  `delete from sign_in where external_id = :person`,
  `delete from link where external_id = :person`,
  `delete from telegram_person where id = :person::bigint`,
  `delete from telegram_draft where person = :person::bigint`,
  `delete from telegram_keyboard where :person::bigint in (person, owner, used_by)`,
  `delete from telegram_shown where person = :person::bigint`,
  `update telegram_round_part set name = '' where person = :person::bigint`,
  `update telegram_update set body = null, author = null
     where chat = :person::bigint or (author ->> 'id') = :person`
]
