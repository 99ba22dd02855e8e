// The button that cancels a question.
import type { Button } from '../chat.ts'
import { say, type Language } from '../texts/say.ts'

export const cancel = (language: Language): Button => ({
  label: say(language, 'cancel'),
  does: { is: 'cancel' }
})
