import { Button } from "@mantine/core";
import { useState } from "react";
import { useMay } from "../operators/queries.ts";
import { PAGES } from "../shell/pages.ts";
import { t } from "../texts.ts";
import { openWindow } from "./windows.ts";

/** More monitors: any page in a window of its own, and the view for a wall. */
export function WindowSection() {
  const may = useMay();
  const [path, setPath] = useState("/");
  const [refused, setRefused] = useState(false);
  return (
    <section className="card stack" aria-labelledby="windows">
      <h2 id="windows">{t.ownWindow.title}</h2>
      <p className="muted">{t.ownWindow.hint}</p>
      <div className="form-row">
        <div className="choice">
          <label htmlFor="own-window">{t.ownWindow.page}</label>
          <select id="own-window" value={path} onChange={(event) => setPath(event.target.value)}>
            {PAGES.filter(({ needs }) => needs === undefined || may(needs)).map((page) => (
              <option key={page.path} value={page.path}>
                {page.label}
              </option>
            ))}
          </select>
        </div>
        <Button variant="default" onClick={() => setRefused(!openWindow(path))}>
          {t.ownWindow.open}
        </Button>
      </div>
      {refused && (
        <p role="alert" className="note note-bad">
          {t.ownWindow.refused}
        </p>
      )}
      <h3>{t.wall.title}</h3>
      <p className="muted">{t.wall.hint}</p>
      <p>
        <a href="/wall">{t.wall.open}</a>
      </p>
    </section>
  );
}
