import { useQuery } from "@tanstack/react-query";
import { use } from "react";
import { kindQuery, modulesQuery } from "../api/queries.ts";
import { operatorsQuery, rolesQuery } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { choiceSaid, Surroundings } from "./about.ts";
import { addressesQuery } from "./addresses-query.ts";
import type { Among } from "./among-kinds.ts";
import type { Offer } from "./choice.tsx";
import { kindsQuery } from "./kinds-query.ts";
import { isThing, type Path, valueAt } from "./values.ts";

interface Offered {
  readonly offers: readonly Offer[];
  /** Something else may be typed: it isn't known what there is, or that is not all. */
  readonly isOpen: boolean;
}

/** What there is for a field at a place. */
export function useAmong(among: Among, path: Path): Offered {
  const { draft } = use(Surroundings);
  const ask = (...these: readonly Among[]) => ({ enabled: these.includes(among), retry: false });
  const roles = useQuery({ ...rolesQuery, ...ask("role") });
  const operators = useQuery({ ...operatorsQuery, ...ask("operator") });
  const modules = useQuery({ ...modulesQuery, ...ask("driver-host", "notifier-host", "audit-witness") });
  const kinds = useQuery({ ...kindsQuery, ...ask("channel-kind") });
  const people = useQuery({ ...kindQuery("person"), ...ask("method") });
  const points = useQuery({ ...kindQuery("point"), ...ask("address", "points") });
  // A point of its own is asked for: its address is one that nobody has named yet.
  const beside = valueAt(draft, path.slice(0, -1));
  const source = isThing(beside) && typeof beside["source"] === "string" ? beside["source"] : "";
  const isNew = among === "address" && path.length === 1;
  const addresses = useQuery({ ...addressesQuery(source), enabled: isNew && source !== "", retry: false });
  switch (among) {
    case "role":
      return closed(roles.data?.roles.map(({ id, name }) => ({ value: id, label: name ?? t.role[id] ?? id })));
    case "operator":
      return closed(operators.data?.items.map(({ id, name }) => ({ value: id, label: `${name} (${id})` })));
    case "driver-host":
    case "notifier-host":
    case "audit-witness":
      return closed(
        modules.data?.items.filter(({ role }) => role === among).map(({ node }) => ({ value: node, label: node })),
      );
    case "channel-kind":
      return closed(
        kinds.data?.channels.map(({ name, title }) => ({
          value: name,
          label: choiceSaid("kind", name, title === undefined ? {} : { [name]: title }),
        })),
      );
    case "method": {
      const person = isThing(draft) ? draft["person"] : undefined;
      const holder = person === undefined ? draft : people.data?.find(({ id }) => id === person);
      return closed(entriesOf(holder, "methods", "address"));
    }
    case "level":
      return closed(entriesOf(draft, "levels", "name"));
    case "step":
      return closed([...(entriesOf(draft, "steps", "text") ?? []), { value: "end", label: t.setup.lastStep }]);
    case "address": {
      const known = isNew ? addresses.data?.items : points.data?.filter((one) => one.source === source);
      return open(
        (known ?? []).map(({ address, name }) => ({
          value: address,
          label: name === "" ? address : `${name} (${address})`,
        })),
      );
    }
    case "points":
      return open((points.data ?? []).map(({ id, name }) => ({ value: id, label: `${name} (${id})` })));
  }
}

const open = (offers: readonly Offer[]): Offered => ({ offers, isOpen: true });

/** Where it can't be asked what there is, it is typed. */
const closed = (offers: readonly Offer[] | undefined): Offered => ({ offers: offers ?? [], isOpen: !offers });

/** Entries of a list of the document by their ids. @param about what else tells them apart */
function entriesOf(document: unknown, list: string, about: string): Offer[] | undefined {
  const entries = isThing(document) ? document[list] : undefined;
  if (!Array.isArray(entries)) return undefined;
  return (entries as readonly unknown[]).flatMap((entry) => {
    if (!isThing(entry) || typeof entry["id"] !== "string" || entry["id"] === "") return [];
    const said = entry[about];
    return [
      { value: entry["id"], label: typeof said === "string" && said !== "" ? `${entry["id"]} (${said})` : entry["id"] },
    ];
  });
}
