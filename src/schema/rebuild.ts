import { readModels } from '../projections/models.ts';
import { RebuildRunning } from '../projections/rebuild/rebuild.ts';
import { builder } from './builder.ts';
import { type Failure, failure, failureTypes } from './results.ts';
import { SystemStatus } from './system.ts';

const SystemSuccess = builder.objectRef<{ readonly system: object }>('SystemSuccess').implement({
  fields: (t) => ({ system: t.field({ type: SystemStatus, resolve: ({ system }) => system }) }),
});

const SystemResult = builder.unionType('SystemResult', {
  types: [SystemSuccess, ...failureTypes],
  resolveType: (value) => ('system' in value ? 'SystemSuccess' : value.__typename),
});

const RebuildProjectionInput = builder.inputType('RebuildProjectionInput', { fields: (t) => ({ name: t.string({ required: true }) }) });

builder.mutationField('rebuildProjection', (t) =>
  t.field({
    description: 'Builds a read model anew from the log, beside the one in use, and answers once it is swapped in.',
    type: SystemResult,
    args: { input: t.arg({ type: RebuildProjectionInput, required: true }) },
    async resolve(_root, { input: { name } }, { rebuild }): Promise<{ readonly system: object } | Failure> {
      const model = readModels.find((one) => one.name === name);
      if (!model) return failure('NotFound', `there is no projection ${name}; there are ${readModels.map((one) => one.name).join(', ')}`);
      try {
        await rebuild([model]);
        return { system: {} };
      } catch (error) {
        if (error instanceof RebuildRunning) return failure('IllegalState', error.message);
        throw error;
      }
    },
  }),
);
