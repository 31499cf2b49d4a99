import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql';

/** Whether the nodes of a list are asked for a field: it can be read for all of them at once then, before any of them is resolved. */
export function nodesAskFor(field: string, { fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  /** The fields of a name that are selected, in fragments too. What `@skip` leaves out counts: it is read in vain, and no more. */
  const selected = (selections: readonly SelectionNode[], name: string): readonly FieldNode[] =>
    selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return one.name.value === name ? [one] : [];
      const { selectionSet } = one.kind === Kind.INLINE_FRAGMENT ? one : (fragments[one.name.value] ?? {});
      return selectionSet ? selected(selectionSet.selections, name) : [];
    });
  const within = (nodes: readonly FieldNode[], name: string): readonly FieldNode[] =>
    nodes.flatMap(({ selectionSet }) => (selectionSet ? selected(selectionSet.selections, name) : []));
  return ['edges', 'node', field].reduce(within, fieldNodes).length > 0;
}
