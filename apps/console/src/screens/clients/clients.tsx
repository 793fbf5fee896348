import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { go, usePlace, withQuery } from '../../lib/router';
import { Link } from '../../parts/link';
import { ScreenPage } from '../../parts/screen-page';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import { inWords } from '../../words';

/** The register: whom we have a contract with, their sites and services, and who may call. */
export default function Clients(_: ScreenProps) {
  const q = usePlace().query.get('q') ?? '';
  const found = useQuery({
    queryKey: ['list', 'clients', q],
    queryFn: async ({ signal }) => (await call('GET /clients', { query: { q, limit: 200 }, signal })).data.rows,
    placeholderData: (before) => before,
  });
  return (
    <ScreenPage
      title="Clients"
      beside={
        <input
          type="search"
          aria-label="Words of a name, a number, an address"
          placeholder="Words of a name, a number, an address"
          defaultValue={q}
          onChange={({ target }) => go(withQuery({ q: target.value.trim() || undefined }), { replace: true })}
        />
      }
    >
      <Asked of={found}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={q === '' ? 'The register has not begun' : 'Nobody is called like that'}>
              {q === '' ? 'Until it does, any client is taken at its word.' : 'Fewer words may find it.'}
            </Empty>
          ) : (
            <section className="panel" aria-label="Found">
              <ul className="rows">
                {rows.map(({ kind, client, id, name, detail }) => (
                  <li key={kind + client + id}>
                    <span className="quiet">{inWords(kind)}</span>
                    <strong>{name}</strong>
                    <span>
                      {id}
                      {detail && <small>{detail}</small>}
                    </span>
                    <Link className="end" to={`/tickets?client=${encodeURIComponent(client)}`}>
                      Tickets of {client}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          )
        }
      </Asked>
    </ScreenPage>
  );
}
