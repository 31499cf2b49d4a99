import { buildSchema, type GraphQLObjectType, GraphQLSchema, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { roles, type Viewer } from '../../../src/domain/viewer.ts';
import { accessOf, guard, holders } from '../../../src/schema/access.ts';
import type { SchemaContext } from '../../../src/schema/context.ts';
import { schema } from '../../../src/schema/schema.ts';

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
const types = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
);
const everyField = types.flatMap((type) =>
  Object.values(type.getFields()).map((field) => ({ type, field, name: `${type.name}.${field.name}` })),
);

/** Calls a field as a viewer of one role would have it called; tells whether the role kept it from running. */
async function isForbidden({ field }: (typeof everyField)[number], role: Viewer['roles'][number]): Promise<boolean> {
  const context = { viewer: { subject: 'test', clinics: [], roles: [role] } } as unknown as SchemaContext; // all that a guard looks at
  const run = field.subscribe ?? field.resolve;
  try {
    await run?.({}, {}, context, {} as never);
    return false;
  } catch (error) {
    return error instanceof Error && 'extensions' in error && (error.extensions as { code?: string }).code === 'FORBIDDEN';
  }
}

describe('every field', () => {
  test('is classified', () => {
    expect(everyField.length).toBeGreaterThan(80);
    expect(everyField.filter(({ type, field }) => accessOf(type.name, field.name) === null).map(({ name }) => name)).toEqual([]);
  });

  test('that nobody has classified keeps the schema from being built', () => {
    expect(() => guard(buildSchema('type Query { secret: String }'))).toThrow('Query.secret is not classified');
    expect(() =>
      guard(new GraphQLSchema({ query: buildSchema('type Query { node: Clinic } type Clinic { diary: String }').getQueryType() ?? null })),
    ).toThrow('Clinic.diary is not classified');
  });

  const matrix = everyField
    .filter(({ type, field }) => roots.includes(type) || accessOf(type.name, field.name) !== 'read')
    .flatMap((one) =>
      roles.map((role) => ({ ...one, role, allowed: holders[accessOf(one.type.name, one.field.name) ?? 'admin'].includes(role) })),
    );

  test.each(matrix)('$name answers $role: $allowed', async (one) => {
    expect(await isForbidden(one, one.role)).toBe(!one.allowed);
  });

  test('that writes is closed to those who read', () => {
    const mutations = everyField.filter(({ type }) => type === schema.getMutationType());
    for (const { type, field } of mutations) {
      const access = accessOf(type.name, field.name);
      expect(access === 'write' || access === 'admin', field.name).toBe(true);
    }
  });
});
