// Warns of outcomes queued for the simulated node's next payments: after one press of a button,
// somebody might wonder for a day why no payment succeeds.
import { askControl } from './ask-control.ts'

export const queuedWarnings = (control: string) => async (): Promise<readonly string[]> => {
  const said = await askControl(control, 'GET', '/node/next-payments').catch(() => ({ faults: 0 }))
  const { faults } = said as { readonly faults: number }
  return faults === 0
    ? []
    : [
        `the next ${faults === 1 ? 'payment is' : `${faults} payments are`} told to fail or hang: ` +
          'DELETE /sandbox/node/next-payments forgets that'
      ]
}
