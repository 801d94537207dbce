import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { JournalSearch } from "./search.ts";

/** The address of a search, as people can read it. */
export function hrefOf(search: JournalSearch): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? "/journal" : `/journal?${new URLSearchParams(given)}`;
}

/** Leads to what the journal has about something. */
export function JournalLink({ search, children }: { search: JournalSearch; children: ReactNode }) {
  const { history } = useRouter();
  const href = hrefOf(search);
  return (
    <a
      href={href}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        history.push(href);
      }}
    >
      {children}
    </a>
  );
}
