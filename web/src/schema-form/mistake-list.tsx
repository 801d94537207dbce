import { useEffect, useRef, useState } from "react";
import type { Misplaced } from "../said.ts";
import { t } from "../texts.ts";
import { goTo, partAt } from "./go-to.ts";
import { placeSaid } from "./place.ts";

const FEW = 8;

/** What is wrong in the form around it, each with the way to its field. */
export function MistakeList({ of }: { of: readonly Misplaced[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [reachable, setReachable] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const form = list.current?.closest("form");
    setReachable(new Set(form ? of.map(({ path }) => path).filter((path) => partAt(form, path)) : []));
  }, [of]);
  const lead = (path: string) => {
    const form = list.current?.closest("form");
    if (form) goTo(form, path);
  };
  return (
    <ul ref={list} data-testid="mistakes">
      {of.slice(0, FEW).map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          {reachable.has(path) ? (
            <button type="button" className="text-button" onClick={() => lead(path)}>
              {placeSaid(path)}
            </button>
          ) : (
            path !== "" && <strong>{placeSaid(path)}</strong>
          )}
          {path !== "" && " – "}
          {message}
        </li>
      ))}
      {of.length > FEW && <li className="muted">{t.form.more(of.length - FEW)}</li>}
    </ul>
  );
}
