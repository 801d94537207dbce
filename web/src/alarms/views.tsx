import { Button, Checkbox, NativeSelect, NumberInput, Radio, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type Ref, useState } from "react";
import { sessionQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { rolesQuery, useMay } from "../operators/queries.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Empty, ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { useItem, useSave } from "../site/item.ts";
import { t } from "../texts.ts";
import type { Views } from "./use-view.ts";
import { isSameLook, keptOf, type Look, lookOf, type View, viewIdOf } from "./view-look.ts";

/** The view that is open, the others to choose from, and the way to keep how one looks. */
export function ViewChoice(props: { views: Views; look: Look; select: Ref<HTMLSelectElement>; onManage: () => void }) {
  const { own, site, current, open } = props.views;
  const isChanged = current !== null && !isSameLook(lookOf(current), props.look);
  const choice = (view: View) => ({
    value: view.id,
    label: isChanged && view.id === current?.id ? t.views.changed(view.name) : view.name,
  });
  return (
    <>
      {own.length + site.length > 0 && (
        <NativeSelect
          ref={props.select}
          size="xs"
          aria-label={t.views.label}
          value={current?.id ?? ""}
          onChange={(event) => open(event.currentTarget.value || null)}
          data={[
            { value: "", label: t.views.standard },
            ...(own.length > 0 ? [{ group: t.views.own, items: own.map(choice) }] : []),
            ...(site.length > 0 ? [{ group: t.views.site, items: site.map(choice) }] : []),
          ]}
        />
      )}
      <Button size="compact-sm" variant="default" title={t.views.manage} onClick={props.onManage}>
        {t.views.button}
      </Button>
    </>
  );
}

/** All views of whoever looks: to open, to keep the present look in, and to remove. */
export function ViewsDialog({ views, look, onClose }: { views: Views; look: Look; onClose: () => void }) {
  const mayForAll = useMay()("site:write");
  const all = [...views.own, ...views.site];
  const remove = useSave("view", () => {});
  return (
    <Dialog title={t.views.title} onClose={onClose} wide>
      <div className="stack">
        {all.length === 0 && <Empty title={t.views.none} hint={t.views.noneHint} />}
        <ProblemNote error={remove.error} what={t.views.notRemoved} />
        <ul className="plain view-list">
          {all.map((view) => (
            <li key={view.id} data-testid="view">
              <div>
                <strong>
                  <bdi>{view.name}</bdi>
                </strong>{" "}
                <span className="muted">
                  {[
                    view.owner === undefined ? t.views.says.roles(view.roles.map(roleName)) : t.views.says.mine,
                    t.tab[view.tab],
                    t.arrangement.names[view.arrangement],
                    ...(view.opens ? [t.views.says.opens] : []),
                  ].join(" · ")}
                </span>
                <div className="muted">
                  {t.views.address}: <code>/?view={view.id}</code>
                </div>
              </div>
              <div className="row-wrap">
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => {
                    views.open(view.id);
                    onClose();
                  }}
                >
                  {t.views.open}
                  <span className="hidden"> {view.name}</span>
                </Button>
                {(view.owner !== undefined || mayForAll) && (
                  <SureButton
                    label={t.views.remove}
                    name={view.name}
                    really={t.views.removeReally(view.name)}
                    busy={remove.isPending}
                    onSure={() => remove.mutate({ id: view.id, body: null, etag: "*" })}
                  />
                )}
              </div>
            </li>
          ))}
        </ul>
        <SaveView views={views} look={look} mayForAll={mayForAll} onClose={onClose} />
      </div>
    </Dialog>
  );
}

interface SaveProps {
  readonly views: Views;
  readonly look: Look;
  readonly mayForAll: boolean;
  readonly onClose: () => void;
}

/** Keeps the present look: in the view that is open and was changed, or under a new name. */
function SaveView({ views, look, mayForAll, onClose }: SaveProps) {
  const session = useQuery(sessionQuery);
  const [isForAll, setForAll] = useState(false);
  const [roles, setRoles] = useState<readonly string[]>([]);
  const [opens, setOpens] = useState(false);
  const save = useSave("view", (saved) => {
    if (saved) views.keep(saved.id);
    onClose();
  });
  const me = session.data?.operator.id ?? "";
  const { current } = views;
  const mayOver = current !== null && (current.owner === me || mayForAll) && !isSameLook(lookOf(current), look);
  // As it was when this was opened: whoever changed it meanwhile is not overwritten.
  const { data: over = null } = useItem("view", mayOver ? current.id : null);

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const name = field("name");
    const id = viewIdOf(name, Math.random().toString(36).slice(2, 6));
    const whose = isForAll ? { roles, opens, order: Number(field("order")) } : { owner: me };
    save.mutate({ id, etag: null, body: { id, name, ...whose, ...keptOf(look) } });
  }

  return (
    <form className="stack" onSubmit={submit}>
      <h3>{t.views.saveNew}</h3>
      <p className="muted">
        {t.tab[look.tab]} · {t.arrangement.names[look.arrangement]}
        {look.filter.text !== "" && (
          <>
            {" · "}
            <bdi>{look.filter.text}</bdi>
          </>
        )}
      </p>
      {over && (
        <div>
          <Button
            variant="default"
            loading={save.isPending}
            onClick={() => save.mutate({ id: over.body.id, etag: over.etag, body: { ...over.body, ...keptOf(look) } })}
          >
            {t.views.savedOver(over.body.name)}
          </Button>
        </div>
      )}
      <TextInput name="name" label={t.views.name} required maxLength={120} />
      {mayForAll && (
        <Radio.Group
          label={t.views.whose}
          value={isForAll ? "all" : "mine"}
          onChange={(value) => setForAll(value === "all")}
        >
          <div className="stack">
            <Radio value="mine" label={t.views.mine} />
            <Radio value="all" label={t.views.forRoles} />
          </div>
        </Radio.Group>
      )}
      {isForAll && (
        <>
          <Roles chosen={roles} onChange={setRoles} />
          <Checkbox
            label={t.views.opens}
            checked={opens && roles.length > 0}
            disabled={roles.length === 0}
            onChange={(event) => setOpens(event.currentTarget.checked)}
          />
          <NumberInput name="order" label={t.views.order} defaultValue={100} min={0} max={9999} required />
        </>
      )}
      <ProblemNote error={save.error} what={t.views.notSaved} />
      <DialogFoot onCancel={onClose} busy={save.isPending}>
        {t.common.save}
      </DialogFoot>
    </form>
  );
}

/** The roles that come with the server, and those of the site where one may know them. */
function Roles({ chosen, onChange }: { chosen: readonly string[]; onChange: (roles: readonly string[]) => void }) {
  const maySee = useMay()("operators:read");
  const roles = useQuery({ ...rolesQuery, enabled: maySee });
  const own = roles.data?.roles.filter(({ shipped }) => !shipped) ?? [];
  const all = [...Object.keys(t.role).map((id) => ({ id, name: roleName(id) })), ...own];
  return (
    <Checkbox.Group label={t.nav.roles} value={[...chosen]} onChange={onChange}>
      <div className="presets">
        {all.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name ?? id} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function roleName(role: string): string {
  return t.role[role] ?? role;
}
