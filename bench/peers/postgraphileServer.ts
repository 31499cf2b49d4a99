import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importPeer } from './importPeer.ts';
import { listening } from './peer.ts';

// PostGraphile 5 as its documentation sets it up, on the read models as they are: behind the same role and the same row-level security.
// The tables have no foreign keys, since a fold may write a booking before its contact: a smart tag tells it how they belong together,
// and two more that a list may be ordered by the start of the visit.
const [databaseUrl = '', clinic = ''] = process.argv.slice(2);
process.env.GRAPHILE_ENV = 'production';

interface Service {
  addTo(server: Server): Promise<void>;
}
interface Peer {
  readonly postgraphile: (preset: object) => { createServ(kind: unknown): Service };
}

const { postgraphile } = await importPeer<Peer>('postgraphile');
const { PostGraphileAmberPreset } = await importPeer<{ readonly PostGraphileAmberPreset: object }>('postgraphile/presets/amber');
const { makePgService } = await importPeer<{ readonly makePgService: (options: object) => object }>('postgraphile/adaptors/pg');
const { makeJSONPgSmartTagsPlugin } = await importPeer<{ readonly makeJSONPgSmartTagsPlugin: (tags: object) => object }>(
  'postgraphile/utils',
);
const { grafserv } = await importPeer<{ readonly grafserv: unknown }>('postgraphile/grafserv/node');

const smartTags = makeJSONPgSmartTagsPlugin({
  version: 1,
  config: {
    class: {
      booking: {
        tags: { foreignKey: '(clinic, contact) references contact (clinic, id)' },
        attribute: { starts_at: { tags: { behavior: '+attribute:orderBy' } }, id: { tags: { behavior: '+attribute:orderBy' } } },
      },
    },
  },
});

const service = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [smartTags],
  pgServices: [makePgService({ connectionString: databaseUrl, schemas: ['public'], poolConfig: { max: 20 } })],
  grafast: { context: () => ({ pgSettings: { role: 'journeys_app', 'app.clinics': clinic } }) },
  grafserv: { graphiql: false },
}).createServ(grafserv);

const server = createServer();
await once(server.listen(0, '127.0.0.1'), 'listening');
await service.addTo(server);
listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`); // it listens on a port
