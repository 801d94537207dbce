import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Policy, Target } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { RouteList } from "../policies/routes.tsx";
import { useTargetName } from "../policies/targets.tsx";
import { Empty, Loading } from "../shell/problem.tsx";
import { span } from "../time.ts";

/** Which alarm goes to which policy, and what each policy does, in words. */
export function PoliciesPage() {
  const policies = useQuery(kindQuery("policy"));
  const nameOf = useTargetName();
  const writes = useMayChange()("policy");
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.policy.title}</h1>
        <Link to="/simulate">{t.nav.simulate}</Link>
      </div>
      <RouteList />
      <div className="head">
        <h2>{t.policy.policies}</h2>
        {writes && (
          <Button variant="default" component={Link} to="/policies/new">
            {t.policy.addPolicy}
          </Button>
        )}
      </div>
      <Loading of={policies} what={t.policy.policies} />
      {policies.data?.length === 0 && <Empty title={t.policy.noPolicies} hint={t.policy.noPoliciesHint} />}
      <div className="cards">
        {policies.data?.map((policy) => (
          <section className="card" key={policy.id}>
            <div className="head">
              <h3>{policy.name}</h3>
              <Link to="/policies/$id" params={{ id: policy.id }}>
                {writes ? t.common.edit : t.common.view}
                <span className="hidden"> {policy.name}</span>
              </Link>
            </div>
            <PolicySteps policy={policy} nameOf={nameOf} />
          </section>
        ))}
      </div>
    </section>
  );
}

function PolicySteps({ policy, nameOf }: { policy: Policy; nameOf: (target: Target) => string }) {
  return (
    <>
      {policy.startAfterSec > 0 && <p>{t.policy.startAfter(span(policy.startAfterSec * 1000))}</p>}
      <ol className="steps">
        {policy.steps.map((step, index) => (
          // biome-ignore lint: a step has no name but its place
          <li key={index}>
            {t.policy.tell(step.tell.map(nameOf))}
            {step.tell.length > 1 && step.how === "sequential" && `, ${t.policy.sequential(span(step.gapSec * 1000))}`}
            <div className="muted">{t.policy.wait(span(step.waitSec * 1000))}</div>
          </li>
        ))}
      </ol>
      <ul className="plain muted">
        <li>{t.policy.repeats(policy.repeats)}</li>
        <li>
          {typeof policy.needs === "string" ? t.policy.needs[policy.needs] : t.policy.quorum(policy.needs.quorum)}
        </li>
        {policy.acknowledgementExpiresSec !== undefined && (
          <li>{t.policy.expires(span(policy.acknowledgementExpiresSec * 1000))}</li>
        )}
        {policy.tellCleared && <li>{t.policy.tellCleared}</li>}
        <li className={policy.fallback.length === 0 ? "bad" : ""}>
          {policy.fallback.length === 0 ? t.policy.noFallback : t.policy.fallback(policy.fallback.map(nameOf))}
        </li>
      </ul>
    </>
  );
}
