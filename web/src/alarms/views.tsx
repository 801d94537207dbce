import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type Ref, useState } from "react";
import { sessionQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Empty, ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { useItem, useSave } from "../site/item.ts";
import { t } from "../texts.ts";
import { EditView } from "./edit-view.tsx";
import type { Views } from "./use-view.ts";
import { ListFields, roleName, WhoseFields } from "./view-fields.tsx";
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

interface ManageProps {
  readonly views: Views;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly onClose: () => void;
}

/** All views of whoever looks: to open, to change, to remove, and to keep the present look in. */
export function ViewsDialog({ views, look, onLook, onClose }: ManageProps) {
  const mayForAll = useMay()("site:write");
  const session = useQuery(sessionQuery);
  const me = session.data?.operator.id ?? "";
  const all = [...views.own, ...views.site];
  const [editing, setEditing] = useState<View | null>(null);
  const [removed, setRemoved] = useState<View | null>(null);
  const remove = useSave("view", () => {});
  const restore = useSave("view", () => setRemoved(null));
  if (editing) {
    return (
      <Dialog title={t.viewForm.title(editing.name)} onClose={onClose} wide>
        <EditView
          id={editing.id}
          me={me}
          mayForAll={mayForAll}
          onDone={(view) => {
            if (view && view.id === views.current?.id) onLook(lookOf(view));
            setEditing(null);
          }}
        />
      </Dialog>
    );
  }
  return (
    <Dialog title={t.views.title} onClose={onClose} wide>
      <div className="stack">
        {removed && (
          <div role="status" className="note note-good">
            <span>{t.viewForm.removed(removed.name)}</span>
            <Button
              size="compact-sm"
              variant="default"
              loading={restore.isPending}
              onClick={() => restore.mutate({ id: removed.id, body: removed, etag: null })}
            >
              {t.editing.undo}
            </Button>
          </div>
        )}
        <ProblemNote error={restore.error} what={t.editing.notUndone} />
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
                  <>
                    <Button size="compact-sm" variant="default" onClick={() => setEditing(view)}>
                      {t.common.edit}
                      <span className="hidden"> {view.name}</span>
                    </Button>
                    <SureButton
                      label={t.views.remove}
                      name={view.name}
                      really={t.views.removeReally(view.name)}
                      busy={remove.isPending}
                      onSure={() =>
                        remove.mutate({ id: view.id, body: null, etag: "*" }, { onSuccess: () => setRemoved(view) })
                      }
                    />
                  </>
                )}
              </div>
            </li>
          ))}
        </ul>
        <SaveView views={views} look={look} onLook={onLook} me={me} mayForAll={mayForAll} onClose={onClose} />
      </div>
    </Dialog>
  );
}

interface SaveProps extends ManageProps {
  readonly me: string;
  readonly mayForAll: boolean;
}

/** Keeps the present look: in the view that is open and was changed, or under a new name. */
function SaveView({ views, look, onLook, me, mayForAll, onClose }: SaveProps) {
  const [begin] = useState<Pick<View, "name" | "owner" | "roles" | "opens" | "order">>({
    name: "",
    owner: me,
    roles: [],
    opens: false,
    order: 100,
  });
  const [draft, setDraft, isBack] = useUnsent("view new", begin);
  const { name, ...whose } = draft;
  const save = useSave("view", (saved) => {
    if (saved) views.keep(saved.id);
    onClose();
  });
  const { current } = views;
  const mayOver = current !== null && (current.owner === me || mayForAll) && !isSameLook(lookOf(current), look);
  // As it was when this was opened: whoever changed it meanwhile is not overwritten.
  const { data: over = null } = useItem("view", mayOver ? current.id : null);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const id = viewIdOf(name.trim(), Math.random().toString(36).slice(2, 6));
    save.mutate({ id, etag: null, body: { id, name: name.trim(), ...whose, ...keptOf(look) } });
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
      <KeptNote isBack={isBack} />
      <TextInput
        name="name"
        label={t.views.name}
        value={name}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        required
        maxLength={120}
      />
      {mayForAll && <WhoseFields value={whose} me={me} onChange={(next) => setDraft({ name, ...next })} />}
      <ListFields look={look} onLook={onLook} />
      <ProblemNote error={save.error} what={t.views.notSaved} />
      <DialogFoot onCancel={onClose} busy={save.isPending}>
        {t.common.save}
      </DialogFoot>
    </form>
  );
}
