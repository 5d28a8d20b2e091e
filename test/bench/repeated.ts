/** Something short, done again and again until the processor has worked long enough to be measured. */

const MEASURED_MS = 500;

/** `round` does `many` things; answers how many a second of the processor. Warmed up for half as long as it is measured. */
export function perCpuSecond(many: number, round: () => unknown, ms: number = MEASURED_MS): number {
  const during = (limit: number): number => {
    const began = process.cpuUsage();
    for (let rounds = 1; ; rounds += 1) {
      round();
      const used = since(began);
      if (used >= limit) return (rounds * many * 1000) / used;
    }
  };
  during(ms / 2);
  return during(ms);
}

/** The same for what has to be awaited. */
export async function perCpuSecondAsync(
  many: number,
  round: () => Promise<unknown>,
  ms: number = MEASURED_MS,
): Promise<number> {
  const during = async (limit: number): Promise<number> => {
    const began = process.cpuUsage();
    for (let rounds = 1; ; rounds += 1) {
      await round();
      const used = since(began);
      if (used >= limit) return (rounds * many * 1000) / used;
    }
  };
  await during(ms / 2);
  return during(ms);
}

/** Milliseconds of the processor. */
function since(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}
