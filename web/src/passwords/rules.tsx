import { queryOptions, useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import { sentenceSaid } from "../said.ts";
import { t } from "../texts.ts";

interface PasswordPolicy {
  readonly minimumLength: number;
  readonly maximumLength: number;
  /** Whole sentences. */
  readonly rules: readonly string[];
}

export const passwordPolicyQuery = queryOptions({
  queryKey: ["password-policy"],
  queryFn: () => get<PasswordPolicy>("/api/v1/password-policy"),
});

/** Which passwords this site takes, where one is chosen. */
export function PasswordRules() {
  const policy = useQuery(passwordPolicyQuery);
  if (!policy.data) return null;
  return (
    <ul aria-label={t.entry.passwordRules}>
      {policy.data.rules.map((rule) => (
        <li key={rule}>{sentenceSaid(rule)}</li>
      ))}
    </ul>
  );
}
