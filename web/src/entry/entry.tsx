import { type ReactNode, useEffect } from "react";
import { Bell } from "../shell/symbols.tsx";

/** The frame of the pages before sign-in. */
export function Entry({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Tocsin`;
  }, [title]);
  return (
    <main className="entry">
      <div className="entry-card">
        <p className="wordmark">
          <Bell /> Tocsin
        </p>
        <h1>{title}</h1>
        <p className="lead">{lead}</p>
        {children}
      </div>
    </main>
  );
}
