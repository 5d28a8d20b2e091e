/** Asks until it is so: what happens behind the API takes its time. Rejects with the last failure. */
export async function until(look: () => Promise<void>, most = 60_000): Promise<void> {
  const end = Date.now() + most;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
