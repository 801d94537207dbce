import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { sourcesQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { InstancesDialog } from "../points/instances-dialog.tsx";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { useItem } from "../site/item.ts";
import { UndoNote } from "../site/undo.tsx";
import { DiscoveredPoints } from "./discovered.tsx";
import { LiveView } from "./live-view.tsx";
import { SourceCard } from "./sources.tsx";
import { TrySource } from "./try-source.tsx";
import "../styles/source.css";

/** One source: how it fares, what it sends, what of that nobody has named yet. */
export function SourcePage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const sources = useQuery(sourcesQuery);
  const item = useItem("source", id);
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const [copying, setCopying] = useState(false);
  const kinds = useQuery(kindsQuery);
  const source = sources.data?.items.find((one) => one.id === id);
  const mayWrite = may("site:write");
  const driver = kinds.data?.drivers.find(({ name }) => name === source?.driver);
  return (
    <section className="stack pad">
      <p>
        <Link to="/sources">← {t.sources.title}</Link>
      </p>
      <div className="head">
        <h1 className="grow">{source?.name ?? id}</h1>
        <Link to="/points" search={{ source: id } as never}>
          {t.nav.points}
        </Link>
        {mayWrite && item.data && (
          <Button variant="default" onClick={() => setCopying(true)}>
            {t.setup.instances.button}…
          </Button>
        )}
      </div>
      <UndoNote kind="source" />
      <Loading of={sources} what={t.sources.title} />
      {sources.data && !source && <Empty title={t.setup.noSource(id)} hint={t.setup.noSourceHint} />}
      {source && (
        <>
          <SourceCard source={source} isAlone onEdit={() => setEditing(true)} />
          <LiveView key={id} source={id} isElsewhere={item.data?.body.host !== undefined} />
          {mayWrite && driver && item.data && <TrySource key={driver.name} source={item.data.body} driver={driver} />}
          <DiscoveredPoints source={id} mayWrite={mayWrite} />
        </>
      )}
      {editing && <ItemEditor kind="source" id={id} template={{}} onClose={() => setEditing(false)} />}
      {copying && item.data && (
        <InstancesDialog kind="source" template={item.data.body} onClose={() => setCopying(false)} />
      )}
    </section>
  );
}
