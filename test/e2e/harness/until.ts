/** Asks again until `holds` gives something true, and gives that; says what it waited for when time is over. */
export async function until<T>(what: string, holds: () => T | Promise<T>, patience = 15_000, pause = 100): Promise<NonNullable<T>> {
  const over = Date.now() + patience;
  for (let last: unknown = ''; ; ) {
    try {
      const got = await holds();
      if (got) return got;
      last = got;
    } catch (error) {
      last = error;
    }
    if (Date.now() > over) throw new Error(`Waited ${patience / 1000} s until ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
    await new Promise((resume) => setTimeout(resume, pause));
  }
}
