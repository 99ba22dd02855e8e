// Runs work for each item in turn; a failure does not keep the items behind it from running.

/** @throws the error, once every item had its turn; an `AggregateError` of several. */
export async function forEachCollecting<T>(
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
  if (thrown.length > 1) throw new AggregateError(thrown, `${thrown.length} of them failed`)
  if (thrown.length > 0) throw thrown[0]
}
