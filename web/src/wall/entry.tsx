import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { wallQuery } from "./query.ts";

/** Makes a browser at which nobody is signed in a display, with a code that somebody made elsewhere. */
export function WallEntry() {
  const queries = useQueryClient();
  const bind = useMutation({
    mutationFn: (code: string) => call("POST", "/api/v1/wall", { code }),
    onSuccess: () => queries.invalidateQueries({ queryKey: wallQuery.queryKey }),
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    bind.mutate(fieldsOf(event)("code"));
  }
  return (
    <main className="entry">
      <div className="entry-card">
        <h1>{t.wall.title}</h1>
        <p className="lead">{t.wall.entry}</p>
        <form onSubmit={submit} aria-label={t.wall.title}>
          <TextInput name="code" label={t.workstations.bindCode} required autoComplete="off" spellCheck={false} />
          <ProblemNote error={bind.error} what={t.wall.notBound} />
          <Button type="submit" loading={bind.isPending} fullWidth>
            {t.wall.bind}
          </Button>
        </form>
        <p>
          <a href="/">{t.wall.signIn}</a>
        </p>
      </div>
    </main>
  );
}
