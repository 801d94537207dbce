import { useQuery } from "@tanstack/react-query";
import type { ModuleHealth } from "../api/contract.ts";
import { channelsQuery, kindQuery, sourcesQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";

/** What a module serves, each with how its link is. */
export function Served({ module: { role, node } }: { module: ModuleHealth }) {
  return role === "driver-host" ? <Sources node={node} /> : role === "notifier-host" ? <Channels node={node} /> : null;
}

function Sources({ node }: { node: string }) {
  const documents = useQuery(kindQuery("source"));
  const health = useQuery(sourcesQuery);
  const own = documents.data?.filter(({ host }) => host === node) ?? [];
  return <List links={own.map(({ id, name }) => ({ name, state: stateOf(health.data, id) }))} />;
}

function Channels({ node }: { node: string }) {
  const documents = useQuery(kindQuery("channel"));
  const health = useQuery(channelsQuery);
  const own = documents.data?.filter(({ host }) => host === node) ?? [];
  return <List links={own.map(({ id, name }) => ({ name, state: stateOf(health.data, id) }))} />;
}

type State = keyof typeof t.health;

function stateOf<S extends State>(
  health: { items: readonly { id: string; state: S }[] } | undefined,
  id: string,
): S | null {
  return health?.items.find((one) => one.id === id)?.state ?? null;
}

function List({ links }: { links: readonly { name: string; state: State | null }[] }) {
  if (links.length === 0) return null;
  const said = links.map(({ name, state }) => (state === null ? name : `${name} (${t.health[state].toLowerCase()})`));
  return <p className="muted">{t.modules.serves(said)}</p>;
}
