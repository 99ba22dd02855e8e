// The closed list of tables whose rows a unit may insert or update, from which the committer's SQL
// is made.
import type { GuardTable } from './unit.ts'

export type SqlType = 'uuid' | 'text' | 'int4' | 'int8' | 'bool' | 'timestamptz' | 'jsonb'

export type Table = {
  /** The column, as text, that a guard's `from` is compared with. */
  readonly state: string
  /** Every column but `id`, with the type of its parameter. */
  readonly columns: Readonly<Record<string, SqlType>>
}

/** In the order of locking and writing: referenced rows come first. */
export const TABLES: Readonly<Record<GuardTable, Table>> = {
  payment: {
    state: 'state',
    columns: {
      account: 'uuid',
      state: 'text',
      stuck: 'bool',
      purchase: 'uuid',
      bolt11: 'text',
      payment_hash: 'text',
      payee: 'text',
      description: 'text',
      amount_msat: 'int8',
      max_fee_msat: 'int8',
      surcharge_msat: 'int8',
      invoice_amountless: 'bool',
      holds: 'bool',
      invoice_expires_at: 'timestamptz',
      comment: 'text',
      success_action: 'jsonb',
      metadata: 'jsonb',
      node_id: 'text',
      dispatched_at: 'timestamptz',
      retry_for: 'int4',
      slow_mode: 'bool',
      generation: 'uuid',
      node_identity: 'text',
      fence_asked: 'bool',
      watermark: 'int8',
      replied_at: 'timestamptz',
      reply_code: 'int4',
      reply_message: 'text',
      preimage: 'text',
      amount_sent_msat: 'int8',
      error_code: 'text',
      error_detail: 'text',
      ended_by: 'text',
      leased_at: 'timestamptz',
      created_at: 'timestamptz',
      finished_at: 'timestamptz',
      trace: 'text',
      budgeted: 'bool'
    }
  },
  purchase: {
    state: 'state',
    columns: {
      account: 'uuid',
      lapp: 'text',
      lapp_version: 'text',
      state: 'text',
      input: 'jsonb',
      metadata: 'jsonb',
      max_total_msat: 'int8',
      quote: 'uuid',
      payment: 'uuid',
      reference: 'text',
      order_key: 'text',
      asked_at: 'timestamptz',
      refusal_code: 'text',
      refusal_detail: 'text',
      delivery: 'text',
      output: 'jsonb',
      delivery_reason: 'text',
      delivery_note: 'text',
      deliver_at: 'timestamptz',
      delivery_tries: 'int4',
      created_at: 'timestamptz',
      delivered_at: 'timestamptz'
    }
  },
  // Its state is the sum refunded so far, so that two concurrent refunds cannot both apply.
  refund: {
    state: 'refunded_msat',
    columns: { refunded_msat: 'int8', created_at: 'timestamptz' }
  },
  deposit: {
    state: 'state',
    columns: {
      account: 'uuid',
      state: 'text',
      method: 'text',
      amount_msat: 'int8',
      received_msat: 'int8',
      memo: 'text',
      metadata: 'jsonb',
      bolt11: 'text',
      payment_hash: 'text',
      invoice: 'text',
      address: 'text',
      ways: 'jsonb',
      warning: 'text',
      expires_in: 'int4',
      expires_at: 'timestamptz',
      created_at: 'timestamptz',
      settled_at: 'timestamptz'
    }
  },
  receipt: {
    state: 'state',
    columns: {
      node_id: 'text',
      pay_index: 'int8',
      payment_hash: 'text',
      label: 'text',
      amount_msat: 'int8',
      state: 'text',
      deposit: 'uuid',
      paid_at: 'timestamptz',
      created_at: 'timestamptz'
    }
  },
  transfer: {
    state: 'state',
    columns: {
      from_account: 'uuid',
      to_account: 'uuid',
      to_identity: 'text',
      state: 'text',
      amount_msat: 'int8',
      memo: 'text',
      metadata: 'jsonb',
      expires_at: 'timestamptz',
      error_code: 'text',
      error_detail: 'text',
      created_at: 'timestamptz',
      budgeted: 'bool'
    }
  },
  // A cursor's state is its position.
  deposit_cursor: {
    state: 'pay_index',
    columns: {
      node_id: 'text',
      pay_index: 'int8',
      lease_owner: 'uuid',
      lease_until: 'timestamptz'
    }
  },
  // Its version increments with every booking.
  deposit_look: {
    state: 'version',
    columns: {
      source: 'text',
      invoice: 'text',
      version: 'int8',
      until: 'timestamptz',
      doubt: 'text'
    }
  },
  deposit_payment: {
    state: 'state',
    columns: {
      source: 'text',
      invoice: 'text',
      method: 'text',
      payment: 'text',
      deposit: 'uuid',
      amount_msat: 'int8',
      asset: 'uuid',
      state: 'text',
      currency: 'text',
      value: 'text',
      rate: 'text',
      confirmations: 'int4',
      created_at: 'timestamptz',
      credited_at: 'timestamptz'
    }
  },
  adjustment: {
    state: 'state',
    columns: {
      account: 'uuid',
      amount_msat: 'int8',
      state: 'text',
      reason: 'text',
      proposed_by: 'text',
      decided_by: 'text',
      created_at: 'timestamptz',
      decided_at: 'timestamptz'
    }
  },
  outgoing: {
    state: 'frozen',
    columns: { frozen: 'bool', reason: 'text', since: 'timestamptz' }
  },
  sweep_cursor: {
    state: 'updated_index',
    columns: { node_id: 'text', updated_index: 'int8' }
  },
  sweep_booking: {
    state: 'booked_msat',
    columns: { booked_msat: 'int8', created_at: 'timestamptz' }
  },
  // Insert only: an operator's decision, in the unit that carries it out.
  operation: {
    state: 'what',
    columns: {
      what: 'text',
      operator: 'text',
      subject: 'uuid',
      reason: 'text',
      evidence: 'jsonb',
      created_at: 'timestamptz'
    }
  },
  approval: {
    state: 'state',
    columns: {
      account: 'uuid',
      owner: 'uuid',
      kind: 'text',
      state: 'text',
      budget: 'uuid',
      wish: 'jsonb',
      shown: 'jsonb',
      metadata: 'jsonb',
      payment_hash: 'text',
      error_code: 'text',
      error_detail: 'text',
      created_at: 'timestamptz',
      expires_at: 'timestamptz',
      decided_at: 'timestamptz',
      key: 'uuid'
    }
  }
}

export const TABLE_ORDER = Object.keys(TABLES) as readonly GuardTable[]
