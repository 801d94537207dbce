import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Person } from "../api/contract.ts";
import { kindQuery, methodsQuery } from "../api/queries.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";

/** Who can be told, and by what; the teams they form. */
export function PeoplePage() {
  const people = useQuery(kindQuery("person"));
  const teams = useQuery(kindQuery("team"));
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  const navigate = useNavigate();
  const writes = useMayChange()("person");
  const name = (id: string) => people.data?.find((person) => person.id === id)?.name ?? id;
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.people.title}</h1>
        {writes && (
          <Button onClick={() => void navigate({ to: "/people/$id", params: { id: "new" }, search: {} })}>
            {t.people.add}
          </Button>
        )}
      </div>
      <Loading of={people} what={t.people.title} />
      {people.data?.length === 0 && <Empty title={t.people.empty} hint={t.people.emptyHint} />}
      <ul className="cards" data-testid="people">
        {people.data?.map((person) => (
          <PersonCard key={person.id} person={person} />
        ))}
      </ul>
      <div className="head">
        <h2>{t.people.teams}</h2>
        {writes && (
          <Button variant="default" onClick={() => setEditing({ id: null })}>
            {t.people.addTeam}
          </Button>
        )}
      </div>
      <Loading of={teams} what={t.people.teams} />
      {teams.data?.length === 0 && <Empty title={t.people.noTeams} hint={t.people.noTeamsHint} />}
      <ul className="cards">
        {teams.data?.map((team) => (
          <li key={team.id} className="card">
            <div className="head">
              <h3>{team.name}</h3>
              {writes && (
                <Button size="compact-sm" variant="default" onClick={() => setEditing({ id: team.id })}>
                  {t.common.edit}
                  <span className="hidden"> {team.name}</span>
                </Button>
              )}
            </div>
            <p className={team.members.length === 0 ? "bad" : ""}>
              {team.members.length === 0 ? t.people.noMembers : team.members.map(name).join(", ")}
            </p>
          </li>
        ))}
      </ul>
      {editing && (
        <ItemEditor kind="team" id={editing.id} template={TEMPLATES.team ?? {}} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

function PersonCard({ person }: { person: Person }) {
  const methods = useQuery(methodsQuery(person.id));
  const channels = useQuery(kindQuery("channel"));
  const channelName = (id: string) => channels.data?.find((one) => one.id === id)?.name ?? id;
  const verified = methods.data?.filter((method) => method.verifiedAt !== null).length ?? 0;
  return (
    <li className="card" data-inactive={!person.active}>
      <h2>
        <Link to="/people/$id" params={{ id: person.id }}>
          {person.name}
        </Link>
      </h2>
      {!person.active && <p className="bad">{t.people.inactive}</p>}
      <ul className="plain">
        {person.methods.map((method) => {
          const state = methods.data?.find((item) => item.method === method.id);
          return (
            <li key={method.id}>
              {channelName(method.channel)}: {method.address}{" "}
              {state && (
                <span className={state.verifiedAt === null ? "bad" : "good"}>
                  {state.verifiedAt === null ? t.people.unverified : t.people.verified}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {person.methods.length === 0 && <p className="bad">{t.people.noMethods}</p>}
      {methods.data && person.methods.length > 0 && verified === 0 && <p className="bad">{t.people.unreachable}</p>}
    </li>
  );
}
