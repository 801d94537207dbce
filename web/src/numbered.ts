/** An id that no other has: the one wished for, with a number where that is taken. */
export function numbered(wish: string, others: readonly { readonly id: string }[]): string {
  const taken = new Set(others.map(({ id }) => id));
  let free = wish;
  for (let number = 2; taken.has(free); number++) free = `${wish}-${number}`;
  return free;
}
