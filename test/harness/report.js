// tap's terse report, and as the last line of the run one that people and programs can read: `N
// passed, N failed`. Plain JavaScript, since the types of the report are React's.
import { Terse } from '@tapjs/reporter'

let told = false

export default function Report(props) {
  // Called again whenever the screen is drawn.
  if (!told) {
    told = true
    process.once('exit', () => {
      const { pass, fail } = props.test.assertTotals
      process.stdout.write(`${pass} passed, ${fail} failed\n`)
    })
  }
  return Terse(props)
}
