import { Button, Checkbox, NativeSelect, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CATEGORIES, PRIORITIES, type Route } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { OWN_ZONE } from "../instant.ts";
import { t } from "../page-texts.ts";
import { FreeWords } from "../schema-form/words-field.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { DAYS, WindowFields } from "../shell/window-fields.tsx";
import { type Draft, DraftForm, IdField } from "../site/draft-form.tsx";
import { useItem } from "../site/item.ts";
import { MakeLink } from "../site/make-link.tsx";

/** Which alarms lead to which policy. `id` null makes a new one, asked after all others. */
export function RouteDialog({ id, lastOrder, onClose }: { id: string | null; lastOrder: number; onClose: () => void }) {
  const item = useItem("route", id);
  const policies = useQuery(kindQuery("policy"));
  const fresh: Route = {
    id: lastOrder === 0 ? "everything" : "",
    order: lastOrder + 10,
    policy: policies.data?.[0]?.id ?? null,
  };
  const route = id === null ? fresh : item.data?.body;
  return (
    <Dialog title={id === null ? t.policy.addRoute : t.site.edit(t.kind.route, id)} onClose={onClose} wide>
      {route && policies.data ? (
        <DraftForm
          key={item.data?.etag}
          kind="route"
          edited={{
            body: route,
            isNew: id === null,
            etag: item.data?.etag ?? null,
            reload: () => void item.refetch(),
            onDone: onClose,
            onLeave: onClose,
          }}
          className="stack"
        >
          {(edit) => <RouteFields edit={edit} policies={policies.data} />}
        </DraftForm>
      ) : (
        <Loading of={policies.data ? item : policies} what={t.policy.routes} />
      )}
    </Dialog>
  );
}

type Listed = "priorities" | "categories" | "partitions" | "sources" | "tags";

function RouteFields({
  edit,
  policies,
}: {
  edit: Draft<Route>;
  policies: readonly { readonly id: string; readonly name: string }[];
}) {
  const sources = useQuery(kindQuery("source"));
  const partitions = useQuery(kindQuery("partition"));
  const { draft, set, setDraft } = edit;
  /** None chosen is no condition at all. */
  const choose = (key: Listed, values: readonly string[]) => {
    const { [key]: _, ...rest } = draft;
    setDraft((values.length > 0 ? { ...rest, [key]: values } : rest) as Route);
  };
  const choice = (key: Exclude<Listed, "tags">, legend: string, offered: readonly { id: string; name: string }[]) => (
    <fieldset data-place={key}>
      <legend>{legend}</legend>
      <p className="muted">{draft[key] === undefined ? t.routeForm.any : t.routeForm.only}</p>
      <div className="row-wrap">
        {key === "sources" && offered.length === 0 && <MakeLink kind="source" />}
        {offered.map(({ id, name }) => {
          const chosen: readonly string[] = draft[key] ?? [];
          return (
            <Checkbox
              key={id}
              size="sm"
              label={name}
              checked={chosen.includes(id)}
              onChange={(event) =>
                choose(key, event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            />
          );
        })}
      </div>
    </fieldset>
  );
  const { when } = draft;
  return (
    <>
      <div className="form-grid">
        <IdField edit={edit} />
        <NumberInput
          data-place="order"
          label={t.routeForm.order}
          description={t.routeForm.orderHint}
          value={draft.order}
          onChange={(order) => set({ order: Math.round(Number(order) || 0) })}
        />
        <NativeSelect
          name="policy"
          label={t.routeForm.policy}
          value={draft.policy ?? ""}
          data={[
            ...policies.map(({ id, name }) => ({ value: id, label: name })),
            { value: "", label: t.policy.nobody },
          ]}
          onChange={(event) => set({ policy: event.currentTarget.value || null })}
        />
      </div>
      {policies.length === 0 && (
        <p className="muted">
          {t.setup.noneYet(t.kind.policy)} <MakeLink kind="policy" />
        </p>
      )}
      {choice(
        "priorities",
        t.fact.priority,
        PRIORITIES.map((id) => ({ id, name: t.priority[id] })),
      )}
      {choice("sources", t.fact.source, sources.data ?? [])}
      {(partitions.data?.length ?? 0) > 0 && choice("partitions", t.fact.partition, partitions.data ?? [])}
      {choice(
        "categories",
        t.fact.category,
        CATEGORIES.map((id) => ({ id, name: t.category[id] })),
      )}
      <FreeWords
        of="tags"
        label={t.fact.tags}
        description={t.simulate.tagsHint}
        value={draft.tags ?? []}
        onChange={(tags) => choose("tags", tags)}
      />
      <fieldset>
        <legend>{t.routeForm.when}</legend>
        {!when && <p className="muted">{t.routeForm.always}</p>}
        {when?.windows.map((window, at) => (
          <WindowFields
            // biome-ignore lint: they have no name but their place
            key={at}
            window={window}
            onChange={(changed) => set({ when: { ...when, windows: when.windows.with(at, changed) } })}
          />
        ))}
        {when && <p className="muted">{t.routeForm.clocks(when.timeZone)}</p>}
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            const { when: _, ...rest } = draft;
            setDraft(
              when
                ? rest
                : { ...rest, when: { timeZone: OWN_ZONE, windows: [{ days: [...DAYS], from: "18:00", to: "06:00" }] } },
            );
          }}
        >
          {when ? t.routeForm.anyTime : t.routeForm.limit}
        </Button>
      </fieldset>
    </>
  );
}
