// What the make-believe node is told to do to the next payments, as a warning: whoever pressed a
// button once would otherwise wonder for a day why nothing is paid.
import { askControl } from './ask-control.ts'

export const queuedWarnings = (control: string) => async (): Promise<readonly string[]> => {
  const said = await askControl(control, 'GET', '/node/next-payments').catch(() => ({ faults: 0 }))
  const { faults } = said as { readonly faults: number }
  return faults === 0
    ? []
    : [
        `the next ${faults} payments are told to fail or hang: ` +
          'DELETE /sandbox/node/next-payments forgets that'
      ]
}
