import { useQueryClient } from "@tanstack/react-query";
import { enter } from "../api/queries.ts";
import { OwnPassword } from "../profile/password.tsx";
import { t } from "../texts.ts";
import { Entry } from "./entry.tsx";
import { SignOut } from "./sign-out.tsx";

/** All that is open to somebody who signed in with a password that has expired. */
export function ChangePassword({ operator }: { operator: string }) {
  const queries = useQueryClient();
  return (
    <Entry title={t.entry.expiredTitle} lead={t.entry.expiredLead}>
      <OwnPassword operator={operator} changed={() => void enter(queries)} />
      <SignOut />
    </Entry>
  );
}
