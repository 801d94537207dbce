import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { changeSession } from "../api/queries.ts";
import { t } from "../texts.ts";

/** The way back from a screen that asks for something before the workspace opens. */
export function SignOut() {
  const queries = useQueryClient();
  return (
    <Button
      fullWidth
      variant="default"
      onClick={() =>
        void call("DELETE", "/api/v1/session?anyway=true")
          .catch(() => {})
          .then(() => changeSession(queries, null))
      }
    >
      {t.nav.signOut}
    </Button>
  );
}
