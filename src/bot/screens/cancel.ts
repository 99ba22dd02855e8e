// The button that cancels a question.
import { say } from '../texts/say.ts'
import type { Button } from '../screen.ts'
import type { Language } from '../texts/language.ts'

export const cancel = (language: Language): Button => ({
  label: say(language, 'cancel'),
  does: { is: 'cancel' }
})
