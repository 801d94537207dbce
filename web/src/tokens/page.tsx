import { Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { whoSaid } from "../actors.ts";
import { call } from "../api/client.ts";
import type { Token } from "../api/contract.ts";
import { tokensQuery } from "../api/queries.ts";
import { rolesQuery } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { CardList } from "../shell/card-list.tsx";
import { CopyButton } from "../shell/copy-button.tsx";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { dateTime } from "../time.ts";

/** Keys for programs. A token is shown once, when it is made. */
export function TokensPage() {
  const tokens = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.tokens.title}</h1>
        <Button onClick={() => setCreating(true)}>{t.tokens.add}</Button>
      </div>
      <p className="muted">{t.tokens.hint}</p>
      <CardList of={tokens} what={t.tokens.title} empty={t.tokens.empty} emptyHint={t.tokens.emptyHint}>
        {(token) => <TokenCard key={token.id} token={token} />}
      </CardList>
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </section>
  );
}

function TokenCard({ token }: { token: Token }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => call("DELETE", `/api/v1/tokens/${encodeURIComponent(token.id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tokens"] }),
  });
  return (
    <li className="card" data-testid="token">
      <h2>{token.name}</h2>
      <p>{token.scopes.map((scope) => t.tokens.scopes[scope] ?? scope).join(" · ")}</p>
      <p className="muted">
        {t.tokens.made(whoSaid(token.createdBy), dateTime(token.createdAt))}{" "}
        {token.usedAt ? t.tokens.used(dateTime(token.usedAt)) : t.tokens.neverUsed}{" "}
        {token.expiresAt ? t.tokens.expires(dateTime(token.expiresAt)) : t.tokens.noExpiry}
      </p>
      <ProblemNote error={revoke.error} what={t.tokens.notRevoked(token.name)} />
      {token.revokedAt ? (
        <p className="bad">{t.tokens.revoked(dateTime(token.revokedAt))}</p>
      ) : (
        <SureButton
          label={t.tokens.revoke}
          name={token.name}
          really={t.tokens.really(token.name)}
          busy={revoke.isPending}
          onSure={() => revoke.mutate()}
        />
      )}
    </li>
  );
}

const NEW = { name: "", scopes: [] as readonly string[], expires: "" };

function CreateDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const roles = useQuery(rolesQuery);
  const [draft, setDraft, isBack] = useUnsent("token", NEW);
  const { name, scopes, expires } = draft;
  const set = (part: Partial<typeof NEW>) => setDraft({ ...draft, ...part });
  const create = useMutation({
    mutationFn: () =>
      call<{ id: string; token: string }>("POST", "/api/v1/tokens", {
        name: name.trim(),
        scopes,
        ...(expires === "" ? {} : { expiresAt: new Date(`${expires}T23:59:59`).getTime() }),
      }),
    onSuccess: () => {
      setDraft(NEW);
      return queries.invalidateQueries({ queryKey: ["tokens"] });
    },
  });

  if (create.data) {
    const { token } = create.data;
    return (
      <Dialog title={t.tokens.onceTitle} onClose={onClose}>
        <div className="stack">
          <p className="note note-bad">{t.tokens.onceHint}</p>
          <TextInput
            label={t.tokens.token}
            value={token}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
            classNames={{ input: "code" }}
            data-testid="new-token"
          />
          <div className="dialog-foot">
            <CopyButton text={token} name={t.tokens.token} />
            <Button onClick={onClose}>{t.tokens.kept}</Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.tokens.add} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <KeptNote isBack={isBack} />
        <TextInput
          name="name"
          label={t.tokens.name}
          description={t.tokens.nameHint}
          value={name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          required
          maxLength={120}
          autoFocus
        />
        <fieldset>
          <legend>{t.tokens.may}</legend>
          <Loading of={roles} what={t.tokens.may} />
          {roles.data?.scopes.map(({ id }) => (
            <Checkbox
              key={id}
              name="scope"
              value={id}
              label={`${t.tokens.scopes[id] ?? id} (${id})`}
              checked={scopes.includes(id)}
              onChange={(event) =>
                set({ scopes: event.currentTarget.checked ? [...scopes, id] : scopes.filter((one) => one !== id) })
              }
            />
          ))}
        </fieldset>
        <TextInput
          name="expires"
          type="date"
          label={t.tokens.expiresOn}
          description={t.tokens.expiresHint}
          value={expires}
          onChange={(event) => set({ expires: event.currentTarget.value })}
        />
        <ProblemNote error={create.error} what={t.tokens.notMade} />
        <DialogFoot onCancel={onClose} busy={create.isPending}>
          {t.tokens.create}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
