import type { ReactNode } from "react";
import type { List } from "../api/contract.ts";
import { Empty, Loading } from "./problem.tsx";

/** A list of cards once it is there: until then that it loads or failed, and where it has nothing, what to do about it. */
export function CardList<T>({
  of,
  what,
  empty,
  emptyHint,
  children,
}: {
  of: { readonly data: List<T> | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  what: string;
  empty: string;
  emptyHint: string;
  children: (item: T) => ReactNode;
}) {
  return (
    <>
      <Loading of={of} what={what} />
      {of.data?.items.length === 0 && <Empty title={empty} hint={emptyHint} />}
      <ul className="cards">{of.data?.items.map(children)}</ul>
    </>
  );
}
