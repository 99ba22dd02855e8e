// Runs work for each item in turn; a failure does not keep the items behind it from running.

/**
 * @param isFinal whether an error is one of all items: it is thrown at once
 * @throws the error, once every item had its turn; an `AggregateError` of several.
 */
export async function forEachCollecting<T>(
  items: Iterable<T> | AsyncIterable<T>,
  act: (item: T) => Promise<unknown>,
  isFinal: (error: unknown) => boolean = () => false
): Promise<void> {
  const thrown: unknown[] = []
  for await (const item of items) {
    try {
      await act(item)
    } catch (error) {
      if (isFinal(error)) throw error
      thrown.push(error)
    }
  }
  if (thrown.length > 1) throw new AggregateError(thrown, `${thrown.length} of them failed`)
  if (thrown.length > 0) throw thrown[0]
}
