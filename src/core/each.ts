// For chores: one after the other, and what fails keeps nobody behind it waiting.

/** @throws the first that was thrown, once all had their turn. */
export async function each<T>(
  items: Iterable<T>,
  act: (item: T) => Promise<unknown>
): Promise<void> {
  const thrown: unknown[] = []
  for (const item of items) {
    try {
      await act(item)
    } catch (error) {
      thrown.push(error)
    }
  }
  if (thrown.length > 0) throw thrown[0]
}
