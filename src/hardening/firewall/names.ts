import { lookup } from "node:dns/promises";

/** All addresses of each name, by the machine's own resolver; none for a name that has none now. */
export async function addressesOf(names: readonly string[]): Promise<Map<string, readonly string[]>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const answers = await lookup(name, { all: true }).catch(() => []);
      return [name, answers.map(({ address }) => address)] as const;
    }),
  );
  return new Map(found);
}
